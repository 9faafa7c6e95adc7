const UNSTORABLE = /[\0\ud800-\udfff]/

/** PostgreSQL keeps no U+0000, and half a surrogate pair would not come back as it went. */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? text.replace(/\0|\p{Surrogate}/gu, '\ufffd') : text
}

/** Text as it was typed, with the line ends of a form made those of the database, and no blanks around it. */
export const typedText = (text: string): string => storable(text).replace(/\r\n?/g, '\n').trim()

/**
 * One line as it was typed: runs of blanks are one blank, and without the characters that turn around what comes after
 * them on the page.
 */
export const typedLine = (text: string): string =>
  storable(text)
    .normalize('NFC')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** Whether there is nothing to see: no character at all, or only blanks and characters without a shape. */
export const isBlank = (text: string): boolean => !/[^\p{C}\p{Z}\s\u115f\u1160\u3164\uffa0\u2800]/u.test(text)
