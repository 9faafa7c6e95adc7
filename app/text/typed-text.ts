import { normalize } from '#app/text/normalize.ts'

const UNSTORABLE = /[\0\ud800-\udfff]/

/** PostgreSQL cannot store U+0000, and half a surrogate pair would not be read back unchanged. */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? text.replace(/\0|\p{Surrogate}/gu, '\ufffd') : text
}

/**
 * Text as it is stored, typed here or imported: without spaces around it, with the line ends of the database, and without
 * control characters, which nobody sees and HTML does not allow.
 */
export const typedText = (text: string): string =>
  storable(text)
    .replace(/\r\n?|[\v\f\x85]/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .trim()

/**
 * Text of one line as it is stored, typed here or imported: runs of spaces become one space, and characters that reverse the direction of the text after
 * them are removed.
 */
export const typedLine = (text: string): string =>
  normalize(storable(text), 'NFC')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** Whether there is nothing to see: no character, or only spaces and invisible characters. */
export const isBlank = (text: string): boolean => !/[^\p{C}\p{Z}\s\u115f\u1160\u3164\uffa0\u2800]/u.test(text)
