import { normalize } from '#app/text/normalize.ts'

const LENGTH_MAX = 60

// Latin letters that Unicode does not take apart into a letter and a mark, and how they are written without them.
const SPELLED = new Map(
  'ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ħ=h ı=i ŋ=ng ŧ=t ƀ=b ƒ=f ɨ=i ɛ=e ɔ=o ə=e'
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
)
const TO_SPELL = new RegExp(`[${[...SPELLED.keys()].join('')}]`, 'gu')
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu

/**
 * The words of a title, to make an address readable; the id before it decides. Latin letters become those of ASCII
 * (`cœur` is `coeur`, `Łódź` is `lodz`), Greek ones lose their accents, and every other script stays itself, as browsers
 * show it: how a letter sounds depends on the language, which a title does not tell. '' for a title without a letter or
 * digit. The slug of a slug is the same.
 */
export function slug(title: string): string {
  const words = normalize(normalize(title, 'NFKD').replace(ACCENTED, '$1'), 'NFC')
    .toLowerCase()
    .replace(TO_SPELL, (letter) => SPELLED.get(letter) ?? letter)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/(^|-)[\p{M}-]+/gu, '$1')
  return [...words].slice(0, LENGTH_MAX).join('').replace(/-+$/, '')
}
