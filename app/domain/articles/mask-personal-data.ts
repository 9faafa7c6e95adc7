import { isIPv4, isIPv6 } from 'node:net'
import type { Locale } from '#db/schema.ts'

const MASKS: Record<Locale, { email: string; phone: string; address: string }> = {
  en: { email: '[e-mail address]', phone: '[phone number]', address: '[IP address]' },
  fr: { email: '[adresse e-mail]', phone: '[numéro de téléphone]', address: '[adresse IP]' },
}

// Names of accounts that belong to programs: they identify no person.
const PROGRAM_ACCOUNT = /^(git|hg|svn|no-?reply)$/i

const EMAIL = /(?<![\p{L}\p{N}._%+-])([\p{L}\p{N}._%+-]+)@((?:[\p{L}\p{N}-]+\.)+\p{L}{2,24})(?![\p{L}\p{N}-])/gu

// Phone numbers as people write them: an international prefix, ten French digits in pairs, or the North American 3-3-4.
// Digits without separators are mostly an order number, a serial number or a time stamp.
const PHONES = [
  /(?<![\w+.:/#-])(?:\+|00)[1-9]\d{0,2}(?:[ .\u00a0\u202f-]?\(?\d{1,4}\)?){2,6}(?![\w.-]?\d)/gu,
  /(?<![\w+.:/#-])0[1-9](?:([ .\u00a0\u202f-]?)\d{2})(?:\1\d{2}){3}(?![\w.-]?\d)/gu,
  /(?<![\w+.:/#-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[.-]\d{4}(?![\w.-]?\d)/gu,
]

const V4 = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)/gu
const V6 = /(?<![\w.:])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])/giu
// "version 1.2.3.4", "v1.2.3.4", "firmware: 4.18.0.2": four numbers that name a release.
const BEFORE_VERSION =
  /(?:\bv|\b(?:version|release|build|firmware|driver|upgrade[d]? to|rev|révision|micrologiciel|pilote))\.?[ :=]*$/iu

/**
 * Replaces e-mail addresses, phone numbers and public IP addresses, in code too. It keeps those that identify nobody:
 * private and local addresses (an article must be able to say `http://192.168.1.1`), public resolvers, the accounts of
 * programs such as `git@…`, and version numbers of four parts.
 */
export function maskPersonalData(text: string, locale: Locale): string {
  const mask = MASKS[locale]
  let masked = text.replace(EMAIL, (found, account: string) => (PROGRAM_ACCOUNT.test(account) ? found : mask.email))
  masked = masked.replace(V4, (found, at: number) =>
    isIPv4(found) && !isNobodysV4(found) && !BEFORE_VERSION.test(masked.slice(Math.max(0, at - 24), at))
      ? mask.address
      : found,
  )
  masked = masked.replace(V6, (found) => (isIPv6(found) && !isNobodysV6(found) ? mask.address : found))
  for (const phone of PHONES) {
    masked = masked.replace(phone, (found) => {
      const digits = found.replace(/\D/g, '').length
      return digits >= 9 && digits <= 15 ? mask.phone : found
    })
  }
  return masked
}

function isNobodysV4(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number)
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    // The public resolvers that many guides name.
    ['1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9'].includes(address)
  )
}

const isNobodysV6 = (address: string): boolean =>
  /^(::1?$|fe[89ab][\da-f]:|f[cd][\da-f]{2}:|ff[\da-f]{2}:)/i.test(address)
