import { type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Hit } from '#app/domain/search/engine.ts'
import { extractWords } from '#app/domain/search/find/marked-words.ts'
import { type SearchedStems, wordsWithStems } from '#app/domain/search/rank/searched-stems.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

type Match = Hit & { threadId: number | null; articleId: number | null }

/** Hits that the viewer may see, each thread and article once, in the order of their best post. */
export async function collapse(db: Db, viewer: Viewer, hits: Hit[], locale: Locale): Promise<Match[]> {
  if (hits.length === 0) return []
  const rows = await db
    .selectFrom('searchDocuments')
    .innerJoin('posts', 'posts.id', 'searchDocuments.postId')
    .where(sql<SqlBool>`search_documents.post_id = any(${hits.map((hit) => hit.postId)}::bigint[])`)
    .where('posts.state', '=', 'visible')
    // The words of its answers find a question too; an answer that was withheld since must not lead to it.
    .where(
      sql<SqlBool>`not exists (
        select from posts answer where answer.id = any (search_documents.answer_ids) and answer.state <> 'visible')`,
    )
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('threads')
            .whereRef('threads.id', '=', 'posts.threadId')
            .where('threads.questionState', '=', 'visible')
            .where(visibleTo(viewer))
            .select('threads.id'),
        ),
        eb.exists(
          eb
            .selectFrom('articles')
            .whereRef('articles.id', '=', 'posts.articleId')
            .where('articles.state', '=', 'published')
            .where(visibleArticles(viewer))
            .select('articles.id'),
        ),
      ]),
    )
    .select(['posts.id', 'posts.threadId', 'posts.articleId', 'searchDocuments.locale'])
    .execute()

  const visible = new Map(rows.map((row) => [row.id, row]))
  const matches = new Map<string, Match & { locale: Locale }>()
  for (const hit of hits) {
    const row = visible.get(hit.postId)
    if (!row) continue
    const key = row.articleId === null ? `thread ${row.threadId}` : `article ${row.articleId}`
    const known = matches.get(key)
    // An article in two languages is one result, shown in the language of the reader.
    if (!known) matches.set(key, { ...hit, threadId: row.threadId, articleId: row.articleId, locale: row.locale })
    else if (row.articleId !== null && known.locale !== locale && row.locale === locale) {
      matches.set(key, { ...known, postId: hit.postId, locale })
    }
  }
  return [...matches.values()]
}

/** How many characters of a text are read for its passage. */
const PASSAGE_READ = 10_000

/**
 * Matches with what a list shows of each. There is a passage only when it is told which words were searched, since it
 * costs more than the rest.
 */
export async function describe(db: Db, matches: Match[], searched: SearchedStems | null = null) {
  if (matches.length === 0) return []
  const read = sql`left(search_documents.body, ${sql.lit(PASSAGE_READ)})`
  const rows = await db
    .selectFrom('searchDocuments')
    .innerJoin('posts', 'posts.id', 'searchDocuments.postId')
    .leftJoin('threads', 'threads.id', 'posts.threadId')
    .leftJoin('articles', 'articles.id', 'posts.articleId')
    .leftJoin('users', 'users.id', 'posts.authorId')
    .innerJoin('categories', (join) =>
      join.on((eb) => eb('categories.id', '=', eb.fn.coalesce('threads.categoryId', 'articles.categoryId'))),
    )
    .where(sql<SqlBool>`search_documents.post_id = any(${matches.map((match) => match.postId)}::bigint[])`)
    .select((eb) => [
      'posts.id as postId',
      'searchDocuments.kind',
      'searchDocuments.title',
      sql<string>`coalesce(threads.other_language, search_documents.locale)`.as('locale'),
      'posts.score as votes',
      'posts.createdAt',
      'posts.authorName as formerAuthorName',
      'users.id as authorId',
      'users.name as authorName',
      'threads.id as threadId',
      'threads.authorId as askerId',
      'threads.state',
      'articles.id as articleId',
      'articles.helpfulCount',
      'articles.validatedAt',
      'categories.id as categoryId',
      'categories.slug as categorySlug',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      eb.fn.coalesce('threads.answerCount', sql<number>`0`).as('answerCount'),
      sql<boolean>`coalesce(threads.accepted_answer_id is not null or threads.solved_at is not null, false)`.as(
        'solved',
      ),
      sql<boolean>`coalesce(threads.accepted_answer_id = posts.id, false)`.as('accepted'),
      (searched ? sql<string>`${read}` : sql<string>`''`).as('text'),
      (searched ? wordsWithStems(read, searched) : sql<[string, number][]>`'[]'::json`).as('words'),
      jsonArrayFrom(
        eb
          .selectFrom('threadTags')
          .innerJoin('tags', 'tags.id', 'threadTags.tagId')
          .whereRef('threadTags.threadId', '=', 'threads.id')
          .orderBy('threadTags.position')
          .select(['tags.name', 'tags.threadCount']),
      ).as('tags'),
    ])
    .execute()

  const of = new Map(rows.map((row) => [row.postId, row]))
  return matches.flatMap((match) => {
    const row = of.get(match.postId)
    if (!row) return []
    const { text, words, ...result } = row
    const marked = new Map([...(searched?.compounds ?? []), ...words])
    return [{ ...result, score: match.score, passage: extractWords(text.replace(/\s+/g, ' '), marked) }]
  })
}

export type SearchResult = Awaited<ReturnType<typeof describe>>[number]
