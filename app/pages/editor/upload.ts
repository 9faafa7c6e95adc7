import type { ActionFunctionArgs } from '@remix-run/node'
import { checkMayAttach, storeAttachment, tooLarge } from '#app/domain/attachments/store-attachment.ts'
import { DomainError } from '#app/domain/errors.ts'
import { attachmentStore } from '#app/platform/attachment-store.ts'
import { readBody } from '#app/web/form-body.ts'
import { countUpload } from '#app/web/limits.server.ts'
import { discardBody, refusalJson } from '#app/web/upload.server.ts'
import { db } from '#db/client.server.ts'

/** Stores the request's body as a file and answers with the Markdown that shows it. */
export async function action({ request, context }: ActionFunctionArgs) {
  try {
    const actor = await context.viewer()
    if (!actor) throw new DomainError('forbidden', 'attachment.sign_in')
    const file = {
      name: fileName(request.headers.get('X-File-Name')),
      contentType: request.headers.get('Content-Type') ?? '',
    }
    const { maxBytes } = await checkMayAttach(db, actor, file)
    await countUpload(db, actor.id)

    const bytes = await readBody(request, maxBytes)
    if (!bytes) throw tooLarge(maxBytes)
    const kept = await storeAttachment(db, actor, { store: attachmentStore(), ...file, bytes })
    return Response.json(kept, { status: 201, headers: { 'Cache-Control': 'no-store' } })
  } catch (error) {
    const refusal = refusalJson(error, await context.locale())
    void discardBody(request)
    return refusal
  }
}

function fileName(header: string | null): string {
  try {
    return decodeURIComponent(header ?? '')
  } catch {
    return header ?? ''
  }
}
