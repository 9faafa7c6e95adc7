import type { AppLoadContext } from '@remix-run/node'
import { sign, unsign } from 'cookie-signature'
import { logSearch } from '#app/domain/search/log/log-search.ts'
import { log } from '#app/platform/log.ts'
import { getSecret } from '#app/web/secrets.server.ts'
import { db } from '#db/client.server.ts'

type Search = Omit<Parameters<typeof logSearch>[1], 'locale' | 'typedFrom'>

/**
 * Logs a search and returns what its page needs: the signed id of the search, so that nobody can record openings for
 * searches of others. When logging fails, the page is still shown. A search that nobody typed is not logged.
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

/**
 * False for a request that a page of another site makes without its reader's knowledge, for example as an image, and
 * for a prefetch.
 */
function isMeant(headers: Headers): boolean {
  if (/prefetch|prerender/.test(headers.get('sec-purpose') ?? headers.get('purpose') ?? '')) return false
  return headers.get('sec-fetch-site') !== 'cross-site' || headers.get('sec-fetch-dest') === 'document'
}

/** The signed id of a search. */
export const searchToken = async (id: number): Promise<string> => sign(String(id), await getSecret('searches'))

/** The id from a signed token; undefined when the signature is wrong. */
export async function readSearchToken(token: string): Promise<number | undefined> {
  if (token.length > 100) return undefined
  const id = unsign(token, await getSecret('searches'))
  return id && /^\d{1,15}$/.test(id) ? Number(id) : undefined
}
