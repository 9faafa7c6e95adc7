import { createHmac } from 'node:crypto'
import { sign, unsign } from 'cookie-signature'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { readCookie } from '#app/web/cookies.ts'
import { getSecret } from '#app/web/secrets.server.ts'

const COOKIE = 'entraide_known'
const ONE_YEAR = 31_536_000
/** A browser of a family or a help desk has signed in to several accounts; the last ones are kept. */
const ACCOUNTS_MAX = 8
// A signed value as `encodeURIComponent` writes it: decoding it never fails.
const URL_SAFE = /^(?:[\w.~-]|%2[BF]|%3D){1,600}$/

/** The browser's own id, and the accounts (as keyed hashes) to which somebody has signed in with it. */
type Known = { id: string; accounts: string[] }

async function readKnown(cookies: string | undefined): Promise<Known | undefined> {
  const cookie = readCookie(cookies, COOKIE)
  if (!cookie || !URL_SAFE.test(cookie)) return undefined
  const value = unsign(decodeURIComponent(cookie), await getSecret('known_browsers'))
  const [id, ...accounts] = value ? value.split('.') : []
  return id ? { id, accounts } : undefined
}

/** Which account it is can be read by nobody who finds the cookie. */
const accountOf = async (email: string): Promise<string> =>
  createHmac('sha256', await getSecret('known_browsers'))
    .update(canonicalEmail(email))
    .digest('base64url')
    .slice(0, 22)

/**
 * The id of a browser in which somebody has signed in to this account before; undefined for any other. It is let
 * through when others try passwords on the account.
 */
export async function knownBrowser(cookies: string | undefined, email: string): Promise<string | undefined> {
  const known = await readKnown(cookies)
  return known?.accounts.includes(await accountOf(email)) ? known.id : undefined
}

/** The cookie that makes this browser known to the account, for an answer to a successful sign-in. */
export async function rememberBrowser(
  cookies: string | undefined,
  email: string,
  { secure }: { secure: boolean },
): Promise<string> {
  const [known, account] = [await readKnown(cookies), await accountOf(email)]
  const accounts = [account, ...(known?.accounts ?? []).filter((other) => other !== account)].slice(0, ACCOUNTS_MAX)
  const value = sign([known?.id ?? crypto.randomUUID(), ...accounts].join('.'), await getSecret('known_browsers'))
  const rest = `Path=/; Max-Age=${ONE_YEAR}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return `${COOKIE}=${encodeURIComponent(value)}; ${rest}`
}
