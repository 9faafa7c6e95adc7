import { typedLine } from '#app/text/typed-text.ts'

// The one rule for names of tags, of everybody who names one: asking, editing, renaming, synonyms, categories, filters,
// addresses, searches, imports, and the field in the browser. So nothing here may need the server.

export const TAGS_MAX = 5
/** In characters; no list of five tags is longer. */
export const TAGS_LENGTH = 1_000

// What communities in fact have: .net, snake_case, c++, c#, node.js, x86_64, and marks of letters, which half of the
// scripts of the world need. Never a # or - at the beginning: people type #wifi for wifi, and -[wifi] in a search.
const TAG_NAME = /^(?=.*[\p{L}\p{N}])[\p{L}\p{N}._+][\p{L}\p{M}\p{N}.+#_-]{0,34}$/u
const NO_PART = /[^\p{L}\p{M}\p{N}.+#_-]+/gu

export const isTagName = (name: string): boolean => TAG_NAME.test(name)

/**
 * The one spelling of the name of a tag, however somebody typed it: one line, composed, in small letters, without signs
 * that nobody sees and the # that some put before it. Whether it is a name of a tag is another question.
 */
export const cleanTagName = (typed: string): string =>
  typedLine(
    typedLine(typed.replace(/\p{Cf}/gu, ''))
      .toLowerCase()
      .replaceAll('i\u0307', 'i'),
  ).replace(/^[#\s]+/, '')

/**
 * The name under which a tag of another forum is known here, where it may have been `two words` or `tcp/ip`: what no
 * name may have becomes a dash. Undefined when nothing is left, or more than a name may have.
 */
export function importedTagName(text: string): string | undefined {
  const name = cleanTagName(text)
  if (isTagName(name)) return name
  const mended = name.replace(NO_PART, '-').replace(/^[#-]+|-+$/g, '')
  return isTagName(mended) ? mended : undefined
}

/**
 * Tag names as people type them: split at commas and blanks, each once. Nothing is read behind the length that commands
 * accept.
 */
export function parseTags(text: string): string[] {
  const names = text
    .slice(0, TAGS_LENGTH)
    .split(/[\s,;]+/)
    .map(cleanTagName)
    .filter((name) => name !== '')
  return [...new Set(names)]
}
