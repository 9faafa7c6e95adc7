import { normalize } from '#app/text/normalize.ts'

/** Letters that have no accent to take off, and what PostgreSQL writes for them. */
const SPELT: Record<string, string> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
}

/** A word as the index has it: in lower case, without accents, ligatures spelt out. */
export const foldWord = (word: string): string => (ASCII.test(word) ? word.toLowerCase() : spelt(word))

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/

function spelt(word: string): string {
  const bare = normalize(word, 'NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return normalize(
    bare.replace(/[œæßłøđðþħıς]/g, (letter) => SPELT[letter] ?? letter),
    'NFC',
  )
}
