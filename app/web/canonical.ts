import { type AppLoadContext, redirect } from '@remix-run/node'
import { normalize } from '#app/text/normalize.ts'

/**
 * Sends a reader on whose address has other words behind the number than the title has now, so that each thing has one
 * address. Thrown as a redirect for whole pages only: whoever is reading keeps the page when a title changes.
 */
export function redirectToTitle(request: Request, { isDocument }: AppLoadContext, path: string): void {
  const { pathname, search } = new URL(request.url)
  const words = /\/\d+-[^/]*$/.test(pathname)
  if (isDocument && words && decoded(pathname) !== decoded(path)) throw redirect(path + search, 301)
}

/** Some clients and proxies write the same letters in another way (`%d0` for `%D0`): that is no other address. */
function decoded(path: string): string {
  try {
    return normalize(decodeURIComponent(path), 'NFC')
  } catch {
    return path
  }
}
