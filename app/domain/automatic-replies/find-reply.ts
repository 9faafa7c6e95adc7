import type { SearchEngine } from '#app/domain/search/engine.ts'
import type { Passage } from '#app/domain/search/find/marked-words.ts'
import { findAnswering } from '#app/domain/search/find/passages.ts'
import { suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { certaintyOf } from '#app/domain/search/rank/certainty.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { findActor } from '#app/domain/users/find-actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import type { Article, Locale, Thread } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** The best one is chosen among this many suggestions. */
const LOOKED_AT = 10

export type Question = Pick<Thread, 'id' | 'audience' | 'title' | 'locale' | 'categoryId' | 'createdAt'> & {
  body: string
  tags: string[]
  asker: Actor
}

/**
 * A question that may get an automatic reply: it is visible, not private, not asked by staff, and its category has
 * automatic replies switched on. Undefined for all others.
 */
export async function findQuestion(db: Db, threadId: number): Promise<Question | undefined> {
  const row = await db
    .selectFrom('threads')
    .innerJoin('posts', 'posts.id', 'threads.questionId')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .where('threads.id', '=', threadId)
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .where('threads.mergedInto', 'is', null)
    .where('categories.repliesAutomatically', '=', true)
    .select(['threads.id', 'threads.audience', 'threads.title', 'threads.locale', 'threads.categoryId'])
    .select(['threads.createdAt', 'threads.authorId', 'posts.body'])
    .executeTakeFirst()
  const asker = row && row.authorId !== null ? await findActor(db, row.authorId) : undefined
  if (!row || !asker || isStaff(asker, row.categoryId)) return undefined
  const tags = await db
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .where('threadTags.threadId', '=', threadId)
    .orderBy('threadTags.position')
    .select('tags.name')
    .execute()
  return { ...row, tags: tags.map((tag) => tag.name), asker }
}

export const needOf = ({ title, body, tags, locale }: Question) => ({ title, body, tags, locale })

/**
 * Whether an article may be shown as a reply: it is validated, not in review again, readable for everybody who sees the
 * thread, and not made from this thread.
 */
export const isFit = (
  article: Pick<Article, 'state' | 'reviewReason' | 'validatedAt' | 'audience' | 'sourceThreadId'>,
  thread: { id: number; audience: Thread['audience'] },
): boolean =>
  article.state === 'published' &&
  article.validatedAt !== null &&
  article.reviewReason === null &&
  article.sourceThreadId !== thread.id &&
  (article.audience === 'public' || (article.audience === 'members' && thread.audience === 'members'))

export type FoundReply = {
  articleId: number
  /** The post of the article, in a language that the asker reads. */
  postId: number
  certainty: number
  passage: Passage
}

/**
 * Finds the article that answers a question, if the best suggestion is an article, and how certain that is; the caller
 * decides how certain it must be. An article counts together with its source thread and the duplicates of that thread.
 * With `asOf` only posts that existed at that moment are considered, with the text that they have today. Suggestions
 * that the asker declined before asking are left out.
 */
export async function findReply(
  db: Db,
  engine: SearchEngine,
  question: Question,
  { asOf, except = 'declined' }: { asOf: Date; except?: 'declined' | null },
): Promise<FoundReply | undefined> {
  const need = needOf(question)
  // The reply must be readable for every reader of the thread: for visitors, or for any member.
  const reader = question.audience === 'public' ? null : question.asker
  const suggested = await suggestPosts(db, reader, engine, {
    ...need,
    limit: LOOKED_AT,
    exceptThreadId: question.id,
  })
  const declined = except ? await listDeclined(db, question.id) : []
  const articles = await findArticles(
    db,
    suggested.flatMap(({ articleId }) => articleId ?? []),
  )
  const existed = suggested.filter((item) => {
    if (item.articleId !== null && declined.includes(item.articleId)) return false
    if (item.articleId === null) return item.createdAt < asOf
    const article = articles.get(item.articleId)
    return article && article.sourceThreadId !== question.id && article.publishedAt && article.publishedAt < asOf
  })
  const [best] = existed
  if (!best) return undefined
  const source = best.threadId === null ? null : await findOriginal(db, best.threadId)
  const item = existed.find(
    ({ articleId }) =>
      articleId !== null &&
      (articleId === best.articleId || articles.get(articleId)?.sourceThreadId === (source ?? -1)),
  )
  const article = item?.articleId ? articles.get(item.articleId) : undefined
  if (!item || !article || !isFit(article, question)) return undefined

  const postId = readableIn(article.translations, question)
  if (postId === undefined) return undefined
  const certainty = (await certaintyOf(db, need, [postId])).get(postId)
  if (certainty === undefined) return undefined
  return { articleId: article.id, postId, certainty, passage: await passageOf(db, question, postId) }
}

/** The sentences of an article that answer the question. */
export const passageOf = async (db: Db, question: Question, postId: number): Promise<Passage> =>
  (await findAnswering(db, needOf(question), [postId])).get(postId)?.passage ?? []

/** The article in the language of the question, or else in the language in which the asker reads this site. */
function readableIn(translations: Array<{ locale: Locale; postId: number }>, { locale, asker }: Question) {
  const inLocale = (wanted: Locale | null) => translations.find((each) => each.locale === wanted)?.postId
  return inLocale(locale) ?? inLocale(asker.locale)
}

export const listDeclined = async (db: Db, threadId: number): Promise<number[]> =>
  (await db.selectFrom('declinedArticles').where('threadId', '=', threadId).select('articleId').execute()).map(
    ({ articleId }) => articleId,
  )

/** The thread that a duplicate points at; a thread that is no duplicate is returned itself. */
async function findOriginal(db: Db, threadId: number): Promise<number> {
  const thread = await db.selectFrom('threads').where('id', '=', threadId).select('duplicateOf').executeTakeFirst()
  return thread?.duplicateOf ?? threadId
}

async function findArticles(db: Db, ids: number[]) {
  if (ids.length === 0) return new Map<number, never>()
  const rows = await db
    .selectFrom('articles')
    .where('id', 'in', ids)
    .select(['id', 'state', 'reviewReason', 'validatedAt', 'publishedAt', 'audience', 'sourceThreadId'])
    .execute()
  const translations = await db
    .selectFrom('articleTranslations')
    .where('articleId', 'in', ids)
    .select(['articleId', 'locale', 'postId'])
    .execute()
  return new Map(
    rows.map((row) => [row.id, { ...row, translations: translations.filter(({ articleId }) => articleId === row.id) }]),
  )
}
