// More marks on one letter than any language uses. Unicode calls text within this limit stream-safe (UAX 15, D4).
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu

/**
 * Unicode normalization of text that anybody may have sent. To put the marks on one letter in order takes a time that
 * grows with the square of their number, so more than 30 on one letter are dropped before.
 */
export const normalize = (text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string =>
  text.replace(TOO_MANY_MARKS, '$1').normalize(form)
