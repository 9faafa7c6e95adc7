import { domainToASCII, domainToUnicode } from 'node:url'
import { normalize } from '#app/text/normalize.ts'

/** No address is longer; what is typed beyond is not looked at. */
const LONGEST_TYPED = 1_000
const LONGEST_DOMAIN = 253

/**
 * The one spelling of an e-mail address: accounts are stored, found and counted by it. Case, blanks around it and the
 * way in which a keyboard composes accents make no other address; `İ` becomes the `i` that its writer means. A domain is
 * the same in its own letters and in those of the network (`xn--`), with and without the dot of the root.
 */
export function canonicalEmail(typed: string): string {
  const lower = normalize(typed.slice(0, LONGEST_TYPED).trim(), 'NFC').toLowerCase()
  const address = normalize(lower.replace(/i\u0307+/g, 'i'), 'NFC')
  const at = address.lastIndexOf('@')
  if (at < 0) return address
  return `${address.slice(0, at)}@${canonicalDomain(address.slice(at + 1).replace(/[.\u3002]$/, ''))}`
}

/** Most domains are plain ASCII and need no work. What is no domain stays as it is, for whoever checks the form. */
function canonicalDomain(domain: string): string {
  if (domain.length > LONGEST_DOMAIN || /^(?!.*xn--)[\x21-\x7e]*$/.test(domain)) return domain
  return domainToUnicode(domainToASCII(domain)) || domain
}
