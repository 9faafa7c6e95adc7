// Where an address in running text ends. An ASCII mark at its end is not part of it, which the parser knows. In scripts
// without spaces an address is followed by a bracket, a full stop or a quotation mark of that script, and then by text.

const ADDRESS = /^(?:https?:\/\/|ftp:\/\/|www\.)[^\s<\u200b]+/i
// An apostrophe, a middle dot or a dash between two letters belongs to a name: wiki/L’Équipe, wiki/Bose–Einstein.
const ENDS =
  /[\u00b7\u2010-\u2013\u2019](?![\p{L}\p{N}])|(?![\u00b7\u2010-\u2013\u2019])(?=[^\0-\x7f])\p{P}|[\uff1c\uff1e\uff5c\uff5e]/u
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/** The place in `src` where the address that it begins with ends; its length when it begins with no address. */
export function addressEnd(src: string): number {
  const address = ADDRESS.exec(src)?.[0]
  if (address === undefined) return src.length
  const cut = /[^\0-\x7f]/.test(address) ? (ENDS.exec(address)?.index ?? address.length) : address.length
  let end = cut
  for (;;) {
    const last = address[end - 1] ?? ''
    const opening = CLOSING[last]
    const isClosing = opening !== undefined && isUnbalanced(address.slice(0, end), opening, last)
    // Other marks before such a bracket end the address too: "(see https://example.org.)".
    if (isClosing || (end < address.length && /[?!.,:;*_'"~]/.test(last))) end--
    else return end
  }
}

function isUnbalanced(text: string, opening: string, closing: string): boolean {
  return text.split(closing).length > text.split(opening).length
}
