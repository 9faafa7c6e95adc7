import { type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Cursor } from '#app/domain/cursor.ts'
import { notFound } from '#app/domain/errors.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A person's public page; an e-mail address is never part of it. Throws `user.not_found`. */
export function getProfile(db: Db, userId: number) {
  return db
    .selectFrom('users')
    .where('users.id', '=', userId)
    .where('users.deletedAt', 'is', null)
    .where('users.kind', '=', 'person')
    .select((eb) => [
      'users.id',
      'users.name',
      'users.handle',
      'users.aboutHtml',
      'users.website',
      'users.location',
      'users.reputation',
      'users.createdAt',
      'users.lastSeenAt',
      'users.suspendedUntil',
      'users.looksLike',
      jsonArrayFrom(
        eb
          .selectFrom('grants')
          .leftJoin('tags', 'tags.id', 'grants.tagId')
          .whereRef('grants.userId', '=', 'users.id')
          .where('grants.revokedAt', 'is', null)
          .where((or) => or.or([or('grants.expiresAt', 'is', null), or('grants.expiresAt', '>', sql<Date>`now()`)]))
          .select(['grants.role', 'tags.name as tag']),
      ).as('grants'),
      eb
        .selectFrom('posts')
        .innerJoin('threads', 'threads.id', 'posts.threadId')
        .whereRef('posts.authorId', '=', 'users.id')
        .where('posts.kind', '=', 'answer')
        .where('posts.state', '=', 'visible')
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('answerCount'),
      eb
        .selectFrom('threads')
        .whereRef('threads.authorId', '=', 'users.id')
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('questionCount'),
      eb
        .selectFrom('threads')
        .innerJoin('posts', 'posts.id', 'threads.acceptedAnswerId')
        .whereRef('posts.authorId', '=', 'users.id')
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('acceptedCount'),
    ])
    .executeTakeFirstOrThrow(() => notFound('user'))
}

/** Whether this is a user who has left: their page says so and shows nothing else. */
export async function isFormerMember(db: Db, userId: number): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .where('id', '=', userId)
    .where('kind', '=', 'person')
    .where('deletedAt', 'is not', null)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

const ANSWERS = 20
const ANSWER_SORTS = {
  score: { column: 'posts.score', type: 'integer' },
  newest: { column: 'posts.createdAt', type: 'timestamptz' },
} as const
export type AnswerSort = keyof typeof ANSWER_SORTS

/** The answers of a person that the viewer may see, paged by key: the best first, or the newest. */
export async function listAnswersOf(
  db: Db,
  viewer: Viewer,
  userId: number,
  { sort = 'score', after, limit = ANSWERS }: { sort?: AnswerSort; after?: Cursor; limit?: number } = {},
) {
  const { column, type } = ANSWER_SORTS[sort]
  const rows = await db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where(visibleTo(viewer))
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .where('posts.authorId', '=', userId)
    .where('posts.kind', '=', 'answer')
    .where('posts.state', '=', 'visible')
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(${sql.ref(column)}, posts.id) < (${after?.key}::${sql.raw(type)}, ${after?.id}::bigint)`,
      ),
    )
    .select([
      'posts.id',
      'posts.score',
      'posts.createdAt',
      'threads.id as threadId',
      'threads.title',
      languageOfThread,
      'threads.acceptedAnswerId',
      sql<string>`${sql.ref(column)}::text`.as('key'),
    ])
    .orderBy(column, 'desc')
    .orderBy('posts.id', 'desc')
    .limit(sql.lit(limit + 1))
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? { key: last.key, id: last.id } : null }
}
export type AnswerOfUser = Awaited<ReturnType<typeof listAnswersOf>>['items'][number]

/** The tags in which somebody answered best: the sum of the scores of their answers, and how many answers. */
export function listTopTags(db: Db, userId: number, { limit = 6 } = {}) {
  return (
    db
      .selectFrom('posts')
      .innerJoin('threads', 'threads.id', 'posts.threadId')
      .innerJoin('threadTags', 'threadTags.threadId', 'threads.id')
      .innerJoin('tags', 'tags.id', 'threadTags.tagId')
      .where('posts.authorId', '=', userId)
      .where('posts.kind', '=', 'answer')
      .where('posts.state', '=', 'visible')
      // The same for all viewers: posts that only some may see do not count.
      .where('threads.questionState', '=', 'visible')
      .where('threads.audience', '=', 'public')
      .select((eb) => [
        'tags.id',
        'tags.name',
        eb.cast<number>(eb.fn.sum('posts.score'), 'integer').as('score'),
        eb.cast<number>(eb.fn.countAll(), 'integer').as('answers'),
      ])
      .groupBy(['tags.id', 'tags.name'])
      .orderBy('score', 'desc')
      .orderBy('answers', 'desc')
      .orderBy('tags.foldedName')
      .limit(sql.lit(limit))
      .execute()
  )
}

/** Published articles that somebody wrote, or that were made from their answers, and that the viewer may read. */
export function listArticlesOf(
  db: Db,
  viewer: Viewer,
  userId: number,
  { locale, limit = 10 }: { locale: Locale; limit?: number },
) {
  return db
    .selectFrom('articles')
    .where(visibleArticles(viewer))
    .where('articles.state', '=', 'published')
    .where((eb) =>
      eb.or([
        eb('articles.draftedBy', '=', userId),
        eb.exists(
          eb
            .selectFrom('articleCredits')
            .innerJoin('posts as source', 'source.id', 'articleCredits.postId')
            .whereRef('articleCredits.articleId', '=', 'articles.id')
            .where('articleCredits.userId', '=', userId)
            .where('source.kind', '=', 'answer')
            .select('articleCredits.articleId'),
        ),
      ]),
    )
    .select((eb) => [
      'articles.id',
      'articles.publishedAt',
      eb
        .selectFrom('articleTranslations')
        .whereRef('articleTranslations.articleId', '=', 'articles.id')
        .select('articleTranslations.title')
        .orderBy((order) => order('articleTranslations.locale', '=', locale), 'desc')
        .limit(sql.lit(1))
        .as('title'),
    ])
    .orderBy('articles.publishedAt', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(sql.lit(limit))
    .execute()
}

/** What users may change of their own profile. */
export function getOwnProfile(db: Db, userId: number) {
  return db
    .selectFrom('users')
    .where('id', '=', userId)
    .select(['name', 'handle', 'about', 'location', 'website', 'locale', 'timeZone', 'theme'])
    .executeTakeFirstOrThrow(() => notFound('user'))
}
