import { type ExpressionBuilder, sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Cursor } from '#app/domain/cursor.ts'
import { notFound } from '#app/domain/errors.ts'
import { prepare } from '#app/domain/prepare.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { staffPlaces } from '#app/domain/users/roles.ts'
import { inCategoriesOf, visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import { EXCERPT_SOURCE } from '#app/text/markdown.ts'
import type { ArticleState, Database, Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const ARTICLES_PAGE_SIZE = 20
const FAQ_SIZE = 6
const RELATED_SIZE = 5

/** Each article once: in the language of the reader, or in its own language when that one is missing. */
function shownIn(db: Db, viewer: Viewer, locale: Locale) {
  return db
    .selectFrom('articles')
    .innerJoin('articleTranslations', (join) =>
      join
        .onRef('articleTranslations.articleId', '=', 'articles.id')
        .on((eb) =>
          eb(
            'articleTranslations.locale',
            '=',
            eb.fn.coalesce(
              eb
                .selectFrom('articleTranslations as wanted')
                .whereRef('wanted.articleId', '=', 'articles.id')
                .where('wanted.locale', '=', locale)
                .select('wanted.locale'),
              'articles.defaultLocale',
            ),
          ),
        ),
    )
    .where(visibleArticles(viewer))
    .select([
      'articles.id',
      'articles.state',
      'articles.audience',
      'articles.categoryId',
      'articles.pinnedAt',
      'articles.publishedAt',
      'articleTranslations.validatedAt',
      'articles.updatedAt',
      'articles.helpfulCount',
      'articles.unhelpfulCount',
      'articles.viewCount',
      'articles.reviewReason',
      'articleTranslations.title',
      'articleTranslations.locale',
    ])
}

/** Whether the article is there in the language of the reader: those come first. */
const isIn = (locale: Locale) => sql<boolean>`(article_translations.locale = ${locale})`

/** The FAQ: the pinned articles of all categories, the reader's language first, in the order they were pinned. */
export function listFaq(db: Db, viewer: Viewer, locale: Locale) {
  return shownIn(db, viewer, locale)
    .where('articles.state', '=', 'published')
    .where('articles.audience', '<>', 'staff')
    .where('articles.pinnedAt', 'is not', null)
    .orderBy(isIn(locale), 'desc')
    .orderBy('articles.pinnedAt')
    .orderBy('articles.id')
    .execute()
}

/** How many published articles a category has for this reader; `categories.article_count` counts those of members too. */
const readableArticles = (viewer: Viewer, eb: ExpressionBuilder<Database, 'categories'>) =>
  eb
    .cast<number>(
      eb
        .selectFrom('articles')
        .whereRef('articles.categoryId', '=', 'categories.id')
        .where('articles.state', '=', 'published')
        .where('articles.audience', '<>', 'staff')
        .where(visibleArticles(viewer))
        .select((count) => count.fn.countAll<number>().as('count')),
      'integer',
    )
    .as('articleCount')

/** How many articles of a category this reader finds in the knowledge base. */
export async function countArticlesOf(db: Db, viewer: Viewer, categoryId: number): Promise<number> {
  const { articleCount } = await db
    .selectFrom('categories')
    .where('id', '=', categoryId)
    .select((eb) => readableArticles(viewer, eb))
    .executeTakeFirstOrThrow(() => notFound('category'))
  return articleCount
}

/** Every category with its FAQ, for the first page of the knowledge base. Canned replies of the staff are left out. */
export async function listKnowledgeBase(db: Db, viewer: Viewer, locale: Locale) {
  const categories = await db
    .selectFrom('categories')
    .select((eb) => ['id', 'slug', 'name', 'description', 'translations', 'icon', readableArticles(viewer, eb)])
    .orderBy('position')
    .orderBy('id')
    .execute()
  const faq = await listFaq(db, viewer, locale)
  return categories.map((category) => ({
    ...category,
    faq: faq.filter((article) => article.categoryId === category.id).slice(0, FAQ_SIZE),
  }))
}

export type KnowledgeBaseCategory = Awaited<ReturnType<typeof listKnowledgeBase>>[number]

/**
 * The published articles of a category, the reader's language first, then newest first, paged by key. Its FAQ is returned apart, with the first page
 * only.
 */
export async function listArticles(
  db: Db,
  viewer: Viewer,
  { categoryId, locale, after }: { categoryId?: number; locale: Locale; after?: Cursor },
) {
  const published = () =>
    shownIn(db, viewer, locale)
      .where('articles.state', '=', 'published')
      .where('articles.audience', '<>', 'staff')
      .$if(categoryId !== undefined, (query) => query.where('articles.categoryId', '=', categoryId ?? 0))

  const faq = after
    ? []
    : await published()
        .where('articles.pinnedAt', 'is not', null)
        .orderBy(isIn(locale), 'desc')
        .orderBy('articles.pinnedAt')
        .orderBy('articles.id')
        .execute()
  const rows = await published()
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .select([
      sql<string>`articles.published_at::text`.as('cursorKey'),
      sql<string>`left(posts.html, ${sql.lit(EXCERPT_SOURCE)})`.as('excerpt'),
    ])
    .where('articles.pinnedAt', 'is', null)
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(${isIn(locale)}, articles.published_at, articles.id)
          < (${!after?.rest}, ${after?.key ?? ''}::timestamptz, ${after?.id ?? 0}::bigint)`,
      ),
    )
    .orderBy(isIn(locale), 'desc')
    .orderBy('articles.publishedAt', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(ARTICLES_PAGE_SIZE + 1)
    .execute()

  const items = rows.slice(0, ARTICLES_PAGE_SIZE)
  const last = items.at(-1)
  return {
    faq,
    items: items.map(({ cursorKey: _, ...item }) => item),
    next:
      rows.length > ARTICLES_PAGE_SIZE && last
        ? { key: last.cursorKey, id: last.id, ...(last.locale === locale ? {} : { rest: true }) }
        : null,
  }
}

/**
 * The articles that somebody has to work on: those in review or to be checked again before drafts, longest waiting
 * first.
 */
export function listArticlesInWork(
  db: Db,
  viewer: Viewer,
  { locale, states = ['draft', 'in_review'] }: { locale: Locale; states?: ArticleState[] },
) {
  return shownIn(db, viewer, locale)
    .innerJoin('categories', 'categories.id', 'articles.categoryId')
    .innerJoin('users as drafter', 'drafter.id', 'articles.draftedBy')
    .where('articles.state', 'in', states)
    .select([
      'articles.draftedBy',
      'drafter.name as drafterName',
      'articles.submittedAt',
      'articles.reviewNote',
      'articles.sourceThreadId',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
    ])
    .orderBy((eb) => eb.fn.coalesce('articles.submittedAt', 'articles.updatedAt'))
    .orderBy('articles.id')
    .limit(200)
    .execute()
}
export type ArticleInWork = Awaited<ReturnType<typeof listArticlesInWork>>[number]

/** Whether a language of the article waits for a second person. */
const hasUncheckedText = (eb: ExpressionBuilder<Database, 'articles'>) =>
  eb.exists(
    eb
      .selectFrom('articleTranslations as unchecked')
      .whereRef('unchecked.articleId', '=', 'articles.id')
      .where((or) => or.or([or('unchecked.validatedBy', 'is', null), or('unchecked.doubted', '=', true)]))
      .select('unchecked.locale'),
  )

/**
 * Published articles of which a language waits for a second person, each with these languages, for staff of their
 * categories.
 */
export function listDoubtfulArticles(db: Db, viewer: Viewer, { locale }: { locale: Locale }) {
  return shownIn(db, viewer, locale)
    .innerJoin('categories', 'categories.id', 'articles.categoryId')
    .innerJoin('users as drafter', 'drafter.id', 'articles.draftedBy')
    .where('articles.state', '=', 'published')
    .where(hasUncheckedText)
    .where(inCategoriesOf(staffPlaces(viewer)))
    .select((eb) => [
      jsonArrayFrom(
        eb
          .selectFrom('articleTranslations as unchecked')
          .whereRef('unchecked.articleId', '=', 'articles.id')
          .where((or) => or.or([or('unchecked.validatedBy', 'is', null), or('unchecked.doubted', '=', true)]))
          .select('unchecked.locale')
          .orderBy('unchecked.locale'),
      ).as('unchecked'),
      'articles.draftedBy',
      'drafter.name as drafterName',
      'articles.submittedAt',
      'articles.reviewNote',
      'articles.sourceThreadId',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
    ])
    .orderBy('articles.updatedAt')
    .orderBy('articles.id')
    .limit(200)
    .execute()
}

/**
 * An article for its page, in the language of the reader. `locale` says in which language it is shown: its own when
 * that of the reader is missing. Throws `article.not_found` for a viewer who may not see it.
 */
export async function getArticle(db: Db, viewer: Viewer, articleId: number, locale: Locale) {
  const article = await shownIn(db, viewer, locale)
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .innerJoin('categories', 'categories.id', 'articles.categoryId')
    .innerJoin('users as drafter', 'drafter.id', 'articles.draftedBy')
    .leftJoin('users as validator', 'validator.id', 'articleTranslations.validatedBy')
    .where('articles.id', '=', articleId)
    .select((eb) => [
      'articles.draftedBy',
      'articles.ownerId',
      'articles.defaultLocale',
      'articles.sourceAnswerId',
      'articles.submittedAt',
      'articleTranslations.validatedBy',
      'articleTranslations.writtenBy',
      'articleTranslations.doubted',
      'articles.reviewNote',
      'articles.createdAt',
      'drafter.name as drafterName',
      'validator.name as validatorName',
      'categories.slug as categorySlug',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      'posts.id as postId',
      'posts.body',
      'posts.html',
      'posts.editedAt',
      jsonArrayFrom(
        eb
          .selectFrom('articleTranslations as all')
          .whereRef('all.articleId', '=', 'articles.id')
          .select(['all.locale', 'all.title'])
          .orderBy('all.locale'),
      ).as('translations'),
      jsonArrayFrom(
        eb
          .selectFrom('articleCredits')
          .innerJoin('users', 'users.id', 'articleCredits.userId')
          .leftJoin('posts as source', 'source.id', 'articleCredits.postId')
          .whereRef('articleCredits.articleId', '=', 'articles.id')
          .where('users.deletedAt', 'is', null)
          .select(['users.id', 'users.name', 'users.reputation', 'source.kind'])
          .orderBy('source.kind')
          .orderBy('users.id'),
      ).as('credits'),
      // The link is given only when the reader may see the thread.
      jsonObjectFrom(
        eb
          .selectFrom('threads')
          .whereRef('threads.id', '=', 'articles.sourceThreadId')
          .where(visibleTo(viewer))
          .select(['threads.id', 'threads.title', 'threads.answerCount', 'threads.state']),
      ).as('thread'),
      eb
        .selectFrom('revisions')
        .whereRef('revisions.postId', '=', 'posts.id')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('revisionCount'),
    ])
    .executeTakeFirstOrThrow(() => notFound('article'))
  return article
}

/** The rating that a reader gave an article, for the page to show. */
export function findRating(db: Db, articleId: number, rater: { raterId: number } | { raterKey: string }) {
  return db
    .selectFrom('articleRatings')
    .where('articleId', '=', articleId)
    .$if('raterId' in rater, (query) => query.where('raterId', '=', 'raterId' in rater ? rater.raterId : 0))
    .$if('raterKey' in rater, (query) => query.where('raterKey', '=', 'raterKey' in rater ? rater.raterKey : ''))
    .select(['helpful', 'reason'])
    .executeTakeFirst()
}

/** Why the article did not help readers, newest first, for the person who reviews it. */
export function listUnhelpfulReasons(db: Db, articleId: number) {
  return db
    .selectFrom('articleRatings')
    .where('articleId', '=', articleId)
    .where('helpful', '=', false)
    .where('reason', '<>', '')
    .select(['id', 'reason', 'createdAt'])
    .orderBy('createdAt', 'desc')
    .limit(10)
    .execute()
}

/** Other published articles of the category, the most similar title first. */
export function listRelatedArticles(
  db: Db,
  viewer: Viewer,
  article: { id: number; categoryId: number; title: string },
  locale: Locale,
) {
  return shownIn(db, viewer, locale)
    .where('articles.state', '=', 'published')
    .where('articles.audience', '<>', 'staff')
    .where('articles.categoryId', '=', article.categoryId)
    .where('articles.id', '<>', article.id)
    .orderBy(sql`similarity(article_translations.title, ${article.title})`, 'desc')
    .orderBy('articles.helpfulCount', 'desc')
    .orderBy('articles.id')
    .limit(RELATED_SIZE)
    .execute()
}

const articleOf = prepare((db, viewer, { threadId, locale }: { threadId: number; locale: Locale }) =>
  shownIn(db, viewer, locale)
    .where('articles.sourceThreadId', '=', threadId)
    .where('articles.state', 'in', ['draft', 'in_review', 'published'])
    .orderBy((eb) => eb.case().when('articles.state', '=', 'published').then(0).else(1).end())
    .orderBy('articles.id', 'desc')
    .limit(1),
)

/**
 * The article that was made from a thread: published, or not yet for a viewer who may see that. Undefined when there is
 * none.
 */
export async function findArticleOfThread(db: Db, viewer: Viewer, threadId: number, locale: Locale) {
  const [article] = await articleOf(db, viewer, { threadId, locale })
  return article
}

/** The threads that an article answers: its source thread, and those closed as duplicates of it. */
export async function listThreadsOfArticle(db: Db, viewer: Viewer, articleId: number) {
  return db
    .selectFrom('articles')
    .innerJoin('threads', (join) =>
      join.on((eb) =>
        eb.or([
          eb('threads.id', '=', eb.ref('articles.sourceThreadId')),
          eb('threads.duplicateOf', '=', eb.ref('articles.sourceThreadId')),
        ]),
      ),
    )
    .where('articles.id', '=', articleId)
    .where(visibleArticles(viewer))
    .where(visibleTo(viewer))
    .where('threads.questionState', '=', 'visible')
    .select(['threads.id', 'threads.title', 'threads.state', 'threads.answerCount', 'threads.score'])
    .orderBy((eb) => eb('threads.duplicateOf', 'is not', null))
    .orderBy('threads.id')
    .limit(10)
    .execute()
}

/** How many articles wait for a validation by staff of their category: the number beside the menu entry. */
export async function countArticlesInReview(db: Db, viewer: Viewer): Promise<number> {
  const { count } = await db
    .selectFrom('articles')
    .where(inCategoriesOf(staffPlaces(viewer)))
    .where((eb) =>
      eb.or([
        eb('articles.state', '=', 'in_review'),
        eb.and([eb('articles.state', '=', 'published'), hasUncheckedText(eb)]),
      ]),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
