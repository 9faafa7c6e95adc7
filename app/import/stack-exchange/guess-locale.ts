import type { Locale } from '#db/schema.ts'

// Short words that are common in one language and absent from the other.
const FRENCH = new Set(
  'le les des une est et pour dans que qui pas sur avec vous nous je mais ou où sont ce cette être il elle au aux du par plus comment pourquoi si ne se mon ma votre'.split(
    ' ',
  ),
)
const ENGLISH = new Set(
  'the is of and to in that it for with this are was be have you not can how what why when do does i my your there which would should but if an or as at'.split(
    ' ',
  ),
)

const WORD = /[a-zà-ÿœ]+/g

/** English, unless the text has more French words than English ones. Code and markup do not count. */
export function guessLocale(title: string, html: string): Locale {
  const text = html
    .slice(0, 4000)
    .replace(/<(pre|code)\b[^>]*>[\s\S]*?(<\/\1>|$)/g, ' ')
    .replace(/<[^>]*>/g, ' ')
  let balance = 0
  for (const [word] of `${title} ${text.slice(0, 1000)}`.toLowerCase().matchAll(WORD)) {
    if (FRENCH.has(word)) balance++
    if (ENGLISH.has(word)) balance--
  }
  return balance > 0 ? 'fr' : 'en'
}
