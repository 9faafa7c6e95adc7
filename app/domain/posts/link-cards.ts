import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** What a card shows of the threads that a text links to; only threads that the viewer may see. */
export async function listLinkedQuestions(db: Db, viewer: Viewer, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('threads')
    .where('threads.id', 'in', ids)
    .where('threads.questionState', '=', 'visible')
    .where(visibleTo(viewer))
    .select(['threads.id', 'threads.title', languageOfThread, 'threads.state', 'threads.closeReason'])
    .select(['threads.score', 'threads.answerCount'])
    .execute()
}

/** The same for articles, each in the language of the reader when the article has it. */
export async function listLinkedArticles(db: Db, viewer: Viewer, ids: number[], locale: Locale) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .innerJoin('articleTranslations', 'articleTranslations.articleId', 'articles.id')
    .innerJoin('categories', 'categories.id', 'articles.categoryId')
    .where('articles.id', 'in', ids)
    .where(visibleArticles(viewer))
    .select(['articles.id', 'articles.state', 'articles.defaultLocale'])
    .select(['articleTranslations.title', 'articleTranslations.locale'])
    .select(['categories.name', 'categories.translations'])
    .execute()
  const best = new Map<number, (typeof rows)[number]>()
  for (const row of rows) {
    const wanted = row.locale === locale || (row.locale === row.defaultLocale && best.get(row.id)?.locale !== locale)
    if (wanted || !best.has(row.id)) best.set(row.id, row)
  }
  return [...best.values()]
}
