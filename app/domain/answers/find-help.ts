import type { SearchEngine } from '#app/domain/search/engine.ts'
import { collapse } from '#app/domain/search/find/results.ts'
import { type Suggestion, suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import type { Locale, Thread } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const FOUND = 10
const THREADS = 4
const ARTICLES = 4
const CANNED = 4
/** Canned texts are looked for among this many hits: there are few canned texts among many posts. */
const CANNED_AMONG = 60
/** Below this certainty, two texts only have some word in common. */
const LIKE_IT = 0.05

type Subject = Pick<Thread, 'id' | 'title' | 'audience' | 'categoryId' | 'closedAt'> & { tags: Array<{ name: string }> }

/**
 * What helps somebody to answer a question, as far as they may see it: threads that are probably the same problem,
 * solved threads that are similar, articles, and for staff the canned texts. `quotable` is true when everybody who
 * reads the thread may read that post too; nothing else may be put into an answer.
 */
export async function findHelp(
  db: Db,
  viewer: Actor,
  engine: SearchEngine,
  { thread, locale }: { thread: Subject; locale: Locale },
) {
  const question = await db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.questionId', 'posts.id')
    .where('threads.id', '=', thread.id)
    .select('posts.body')
    .executeTakeFirst()
  const need = { title: thread.title, body: question?.body ?? '', tags: thread.tags.map(({ name }) => name), locale }
  const { duplicatePercent } = await getSetting(db, 'suggestions')
  const found = await suggestPosts(db, viewer, engine, { ...need, limit: FOUND, exceptThreadId: thread.id })
  const audiences = await audiencesOf(db, found)
  const described = found.map((item) => {
    const audience = audiences.get(item.postId) ?? 'staff'
    return { ...item, audience, quotable: audience === 'public' || audience === thread.audience }
  })

  const threads = described.filter((item) => item.threadId !== null)
  const duplicates = threads.filter((item) => 100 * item.certainty >= duplicatePercent).slice(0, THREADS)
  return {
    duplicates,
    threads: threads
      .filter((item) => item.solved && item.certainty >= LIKE_IT && !duplicates.includes(item))
      .slice(0, THREADS),
    articles: described
      .filter((item) => item.articleId !== null && item.audience !== 'staff' && item.certainty >= LIKE_IT)
      .slice(0, ARTICLES),
    canned: isStaff(viewer, thread.categoryId) ? await listCanned(db, viewer, engine, { need, thread }) : [],
  }
}

async function audiencesOf(
  db: Db,
  items: Suggestion[],
): Promise<Map<number, 'public' | 'members' | 'staff' | 'private'>> {
  if (items.length === 0) return new Map()
  const rows = await db
    .selectFrom('posts')
    .leftJoin('threads', 'threads.id', 'posts.threadId')
    .leftJoin('articles', 'articles.id', 'posts.articleId')
    .where(
      'posts.id',
      'in',
      items.map(({ postId }) => postId),
    )
    .select((eb) => ['posts.id', eb.fn.coalesce('articles.audience', 'threads.audience').as('audience')])
    .execute()
  return new Map(rows.map(({ id, audience }) => [id, audience ?? 'staff']))
}

/** The canned texts about the same subject, best first; after them those of the category, last used first. */
async function listCanned(
  db: Db,
  viewer: Actor,
  engine: SearchEngine,
  { need, thread }: { need: Parameters<SearchEngine['suggest']>[1] & { locale: Locale }; thread: Subject },
) {
  const hits = await collapse(db, viewer, await engine.suggest(db, need, { limit: CANNED_AMONG }), need.locale)
  const place = new Map(hits.map(({ articleId }, index) => [articleId, index]))
  const rows = await db
    .selectFrom('articles')
    .innerJoin('articleTranslations', 'articleTranslations.articleId', 'articles.id')
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .where('articles.audience', '=', 'staff')
    .where('articles.state', '=', 'published')
    .where(visibleArticles(viewer))
    .where((eb) =>
      eb.or([
        eb('articles.categoryId', '=', thread.categoryId),
        eb('articles.id', 'in', [0, ...hits.flatMap(({ articleId }) => articleId ?? [])]),
      ]),
    )
    .select(['articles.id', 'articles.defaultLocale', 'articles.updatedAt'])
    .select(['articleTranslations.locale', 'articleTranslations.title', 'posts.body', 'posts.bodyFormat', 'posts.html'])
    .orderBy('articles.updatedAt', 'desc')
    .limit(50)
    .execute()
  const best = new Map<number, (typeof rows)[number]>()
  for (const row of rows) {
    const fits =
      row.locale === need.locale || (row.locale === row.defaultLocale && best.get(row.id)?.locale !== need.locale)
    if (fits || !best.has(row.id)) best.set(row.id, row)
  }
  const placeOf = (id: number) => place.get(id) ?? Number.MAX_SAFE_INTEGER
  return [...best.values()].toSorted((a, b) => placeOf(a.id) - placeOf(b.id)).slice(0, CANNED)
}
