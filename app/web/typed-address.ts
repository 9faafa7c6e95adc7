import { readCookie } from '#app/web/cookies.ts'

const COOKIE = 'entraide_address'
const TEN_MINUTES = 600
/** No e-mail address is longer. */
const LONGEST = 254

/** The e-mail address that was typed last on the way to an account, so that nobody types it again on the next page. */
export function typedAddress(request: Request): string | undefined {
  try {
    return decodeURIComponent(readCookie(request.headers.get('Cookie') ?? undefined, COOKIE) ?? '') || undefined
  } catch {
    return undefined
  }
}

/**
 * The cookie that keeps a typed address until somebody has signed in; with an empty one it is forgotten. A cookie and not
 * the address of the next page: that stands in the history of the browser and in logs.
 */
export function keepTypedAddress(email: string, { secure }: { secure: boolean }): string {
  const address = email.trim()
  const [value, seconds] = address && address.length <= LONGEST ? [address, TEN_MINUTES] : ['', 0]
  const rest = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return `${COOKIE}=${encodeURIComponent(value.toWellFormed())}; ${rest}`
}
