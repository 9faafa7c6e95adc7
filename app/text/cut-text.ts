const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

const LONGEST = 40

/**
 * At most `length` UTF-16 units of a text of one line, with an ellipsis where it is cut: between words if possible, and
 * never within what readers see as one character, such as a flag, a family or a letter with its accents.
 */
export function cutText(text: string, length: number, { isCut = false } = {}): string {
  if (text.length <= length && !isCut) return text
  const beginning = wholeCharacters(text, length - 1)
  const space = beginning.length < text.length ? beginning.lastIndexOf(' ') : -1
  const whole = space > length / 2 ? beginning.slice(0, space) : beginning
  return `${whole.replace(/[\s,;:.–—-]+$/, '')}…`
}

/** The beginning of a text, at most `length` UTF-16 units, without a part of a character at its end. */
export function wholeCharacters(text: string, length: number): string {
  if (text.length <= length) return text
  const last = characters.segment(text.slice(0, length + LONGEST)).containing(length)
  const start = last?.index ?? length
  // A character of more than forty units is a joke, and may be cut.
  return text.slice(0, start > 0 && length - start < LONGEST ? start : length).replace(/[\ud800-\udbff]$/, '')
}
