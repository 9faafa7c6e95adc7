import { normalize } from '#app/text/normalize.ts'

/** No address is longer; what is typed beyond is not looked at. */
const LONGEST_TYPED = 1_000

/**
 * The one spelling of an e-mail address: accounts are stored, found and counted by it. Case, blanks around it and the
 * way in which a keyboard composes accents make no other address; `İ` becomes the `i` that its writer means.
 */
export const canonicalEmail = (typed: string): string =>
  normalize(typed.slice(0, LONGEST_TYPED).trim(), 'NFC').toLowerCase().replaceAll('i\u0307', 'i')
