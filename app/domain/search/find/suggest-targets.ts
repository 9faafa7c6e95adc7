import type { SearchEngine } from '#app/domain/search/engine.ts'
import { suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Locale, Thread } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const FETCHED = 10
const SHOWN = 5
/** Less probable duplicates are not shown. */
const CERTAIN_ENOUGH = 0.05

/**
 * The threads that this one may be a duplicate of, the most probable first, by its question and its tags; only those
 * that the viewer may see.
 */
export async function suggestTargets(
  db: Db,
  viewer: Actor,
  engine: SearchEngine,
  { thread, locale }: { thread: Pick<Thread, 'id' | 'title'> & { tags: { name: string }[] }; locale: Locale },
) {
  const question = await db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.questionId', 'posts.id')
    .where('threads.id', '=', thread.id)
    .select('posts.body')
    .executeTakeFirst()
  const tags = thread.tags.map((tag) => tag.name)
  const need = { title: thread.title, body: question?.body ?? '', tags, locale }
  const found = await suggestPosts(db, viewer, engine, { ...need, limit: FETCHED, exceptThreadId: thread.id })
  return found
    .flatMap((item) => (item.threadId === null ? [] : [{ ...item, threadId: item.threadId }]))
    .filter((item) => item.certainty >= CERTAIN_ENOUGH)
    .toSorted((a, b) => b.certainty - a.certainty)
    .slice(0, SHOWN)
}

export type Target = Awaited<ReturnType<typeof suggestTargets>>[number]
