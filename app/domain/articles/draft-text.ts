import { maskPersonalData } from '#app/domain/articles/mask-personal-data.ts'
import { ARTICLE_TITLE_LENGTH } from '#app/domain/articles/write-article.ts'
import { cutText } from '#app/text/cut-text.ts'
import { editableSource } from '#app/text/editable-source.ts'
import type { Locale } from '#db/schema.ts'

type Written = { body: string; bodyFormat: 'markdown' | 'html' }

// Words of the text itself, in the language of the thread, not of the interface.
const HEADINGS: Record<Locale, { question: string; answer: string }> = {
  en: { question: 'Question', answer: 'Answer' },
  fr: { question: 'Question', answer: 'Réponse' },
}

/** The first text of an article that is made from a question and its answer. Personal data is masked. */
export function draftText(
  locale: Locale,
  thread: { title: string; question: Written; answer: Written },
): { title: string; body: string } {
  const words = HEADINGS[locale]
  const body = [
    `## ${words.question}`,
    lowerHeadings(editableSource(thread.question).trim()),
    `## ${words.answer}`,
    lowerHeadings(editableSource(thread.answer).trim()),
  ].join('\n\n')
  // Imported titles, and those in which something was masked, can be longer than an article's may be.
  const title = cutText(maskPersonalData(thread.title, locale), ARTICLE_TITLE_LENGTH[1])
  return { title, body: maskPersonalData(body, locale) }
}

/** Lowers the headings of a part below the heading of that part. Lines inside a code fence stay as they are. */
function lowerHeadings(markdown: string): string {
  let fence: string | undefined
  return markdown
    .split('\n')
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
      if (mark !== undefined) {
        if (fence === undefined) fence = mark
        else if (mark.startsWith(fence)) fence = undefined
        return line
      }
      return fence === undefined ? line.replace(/^(#{1,4})(?= )/, '##$1') : line
    })
    .join('\n')
}
