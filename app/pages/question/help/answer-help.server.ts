import type { findHelp } from '#app/domain/answers/find-help.ts'
import { translator } from '#app/messages/translate.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { asQuote } from '#app/text/quote.ts'
import { articlePath, suggestionPath } from '#app/web/paths.ts'
import type { Locale } from '#db/schema.ts'

type Found = Awaited<ReturnType<typeof findHelp>>

const plain = (title: string) => title.replace(/[[\]\\]/g, '')

/** What was found to help with an answer, each with the Markdown that is inserted for it. */
export function asHelp({ duplicates, threads, articles, canned }: Found, locale: Locale) {
  const t = translator(locale)
  const shown = (item: Found['threads'][number]) => {
    const path = suggestionPath(item)
    const link = `[${plain(item.title)}](${path})`
    const passage = item.passage.map(({ text }) => text).join('')
    const isArticle = item.articleId !== null
    return {
      key: `${isArticle ? 'article' : 'thread'}-${item.articleId ?? item.threadId}`,
      threadId: item.threadId,
      title: item.title,
      locale: item.locale,
      path,
      isArticle,
      solved: item.solved,
      answerCount: item.answerCount,
      passage: item.passage,
      // The answer must not contain a title or a sentence that readers of the thread may not read.
      link: item.quotable ? (isArticle ? link : `#${item.threadId}`) : null,
      quote: item.quotable && passage !== '' ? asQuote(t('answerHelp:quote_of', { link }), passage) : null,
    }
  }
  return {
    duplicates: duplicates.map(shown),
    threads: threads.map(shown),
    articles: articles.map(shown),
    canned: canned.map((article) => ({
      id: article.id,
      title: article.title,
      locale: article.locale,
      path: articlePath(article),
      text: editableSource(article),
    })),
  }
}

export type HelpItem = ReturnType<typeof asHelp>['threads'][number]
export type CannedText = ReturnType<typeof asHelp>['canned'][number]

/**
 * The data of the list beside the composer. `closes` says whether the reader can close as a duplicate, or only vote for
 * it.
 */
export type AnswerHelpData = ReturnType<typeof asHelp> & {
  thread: { id: number; title: string; locale: Locale }
  closes: 'decides' | 'votes' | null
}
