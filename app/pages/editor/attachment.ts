import type { LoaderFunctionArgs } from '@remix-run/node'
import { getAttachment } from '#app/domain/attachments/queries.ts'
import { DomainError } from '#app/domain/errors.ts'
import { attachmentStore } from '#app/platform/attachment-store.ts'
import { readAttachmentFileName } from '#app/text/attachment-address.ts'
import { db } from '#db/client.server.ts'

const ONE_YEAR = 31_536_000

/**
 * The bytes of an attachment, for everybody who may see it. The bytes of an address never change, so the browser may
 * cache them. A shared cache may not, because a file can be withdrawn. Nothing here can run: the type is that of the
 * row, sniffing is off, the sandbox is empty, and everything but images is downloaded.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const file = readAttachmentFileName(params.name ?? '')
  const found = file && (await getAttachment(db, await context.viewer(), file.key).catch(orNothing))
  if (!file || !found) return missing()
  const isVariant = file.width !== undefined
  if (isVariant ? !found.variants.includes(file.width ?? 0) : file.extension !== found.extension) return missing()

  const etag = `"${params.name}"`
  const headers = new Headers({
    'Content-Type': isVariant ? 'image/webp' : found.mediaType,
    'Content-Disposition': disposition(found),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': found.everybody ? `private, max-age=${ONE_YEAR}, immutable` : 'private, no-cache',
    ETag: etag,
  })
  if (request.headers.get('If-None-Match') === etag) return new Response(null, { status: 304, headers })

  const stored = await attachmentStore().read(params.name ?? '')
  if (!stored) return missing()
  headers.set('Content-Length', String(stored.bytes))
  return new Response(request.method === 'HEAD' ? null : stored.open(), { headers })
}

const missing = () =>
  new Response('Not found.\n', { status: 404, headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' } })

function orNothing(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error
}

function disposition({ kind, name, extension }: { kind: string; name: string; extension: string }): string {
  const shown = kind === 'image' ? `${name.replace(/\.[^.]*$/, '')}.${extension}` : name
  const encoded = encodeURIComponent(shown).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind === 'image' ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded}`
}
