import { isBlank } from '#app/text/typed-text.ts'

type Fields = Record<string, string>

const LINE = '\n\n---\n\n'

/**
 * Two texts for the same form as one: the new one, with the earlier one below it under a line. When one is in the other
 * already, it does not stand there twice. What was chosen stays from the earlier one where the new one says nothing.
 */
export function joinDrafts(fields: Fields, earlier: Fields): Fields {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)))
  const both = { ...earlier, ...filled }
  const [now, before] = [wordsOf(fields), wordsOf(earlier)]
  if (before === '' || now.startsWith(before) || holds(now, before)) return both
  const { title: _, body: __, ...chosen } = filled
  if (now === '' || holds(before, now) || holds(earlier.body ?? '', now)) return { ...earlier, ...chosen }
  // An earlier title that is still the title need not stand below as well.
  const below = filled.title === undefined ? wordsOf({ body: earlier.body ?? '' }) : before
  return { ...both, body: [filled.body, below].filter(Boolean).join(LINE) }
}

const wordsOf = ({ title = '', body = '' }: Fields): string =>
  [title, body]
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n')

/** Whether one of the texts that stand under each other is this one. */
const holds = (texts: string, one: string): boolean => (LINE + texts.trim() + LINE).includes(LINE + one + LINE)
