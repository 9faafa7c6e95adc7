import type { AppLoadContext } from '@remix-run/node'
import { sign, unsign } from 'cookie-signature'
import { logSearch } from '#app/domain/search/log/log-search.ts'
import { log } from '#app/platform/log.ts'
import { getSecret } from '#app/web/secrets.server.ts'
import { db } from '#db/client.server.ts'

type Search = Omit<Parameters<typeof logSearch>[1], 'locale' | 'typedFrom'>

/**
 * Writes a search down and returns what its page says of it: the number of the search, signed, so that nobody writes
 * openings to searches of others. A log that cannot be written costs no page, and what nobody has typed is not in it.
 */
export async function logSearchOfRequest(
  request: Request,
  context: AppLoadContext,
  search: Search,
  { typedFrom }: { typedFrom?: string | null } = {},
): Promise<string | undefined> {
  if (!isMeant(request.headers)) return undefined
  try {
    const earlier = typedFrom ? await readSearchToken(typedFrom) : undefined
    const id = await logSearch(db, {
      ...search,
      locale: await context.locale(),
      ...(earlier !== undefined && { typedFrom: earlier }),
    })
    if (id === undefined) return undefined
    if (id !== earlier) await context.recordStep('search', { searchId: id })
    return await searchToken(id)
  } catch (error) {
    log.warn({ err: error }, 'A search could not be logged')
    return undefined
  }
}

/** Not what a page of another site loads behind its readers' backs, as an image say, nor what a browser fetches ahead. */
function isMeant(headers: Headers): boolean {
  if (/prefetch|prerender/.test(headers.get('sec-purpose') ?? headers.get('purpose') ?? '')) return false
  return headers.get('sec-fetch-site') !== 'cross-site' || headers.get('sec-fetch-dest') === 'document'
}

/** The number of a search, signed. */
export const searchToken = async (id: number): Promise<string> => sign(String(id), await getSecret('searches'))

/** The number that was signed for a page; undefined when it was not. */
export async function readSearchToken(token: string): Promise<number | undefined> {
  if (token.length > 100) return undefined
  const id = unsign(token, await getSecret('searches'))
  return id && /^\d{1,15}$/.test(id) ? Number(id) : undefined
}
