import { invalid } from '#app/domain/errors.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'

export const TITLE_LENGTH = [15, 150] as const

/** Throws `title.too_short` or `title.too_long`; lengths in characters, trimmed, runs of blanks counted as one. */
export function checkTitle(title: string): string {
  const text = typedLine(title)
  if (text.length < TITLE_LENGTH[0] || isBlank(text))
    throw invalid('title', 'title.too_short', { min: TITLE_LENGTH[0] })
  if (text.length > TITLE_LENGTH[1]) throw invalid('title', 'title.too_long', { max: TITLE_LENGTH[1] })
  return text
}
