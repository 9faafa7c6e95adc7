import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import type { Db } from '#db/transaction.ts'

const FOUND = 40
const KEPT = 10
/** How many threads that were never looked at are taken a night, newest first: those of an import. */
const A_NIGHT = 5000

// Text decides; tags in common help, rare ones more than those that stand on every other question.
const TAG_SHARE = 0.5
const SOLVED_BONUS = 1.15
/** As near as this to the best of all, or sharing a tag: below, it is another matter. */
const NEAR_ENOUGH = 0.25

/**
 * Writes down which questions are most like one, best first: those that the search engine finds for its title, by how
 * near they are and by the tags in common, solved ones before others that are as near. Whoever reads the list still
 * passes it through `visibleTo`.
 */
export async function relateThread(db: Db, engine: SearchEngine, threadId: number): Promise<void> {
  const thread = await db
    .selectFrom('threads')
    .where('id', '=', threadId)
    .where('questionState', '=', 'visible')
    .select(['id', 'title'])
    .executeTakeFirst()
  if (!thread) return
  const hits = await engine.suggest(db, thread.title, { limit: FOUND })
  const { rows } = await sql<{ id: number; nearness: number }>`
    with near as (
      select posts.thread_id as id, max(hits.score) as score
      from unnest(${hits.map((hit) => hit.postId)}::bigint[], ${hits.map((hit) => hit.score)}::float8[]) as hits (post_id, score)
      join posts on posts.id = hits.post_id
      where posts.thread_id is not null and posts.thread_id <> ${threadId}
      group by posts.thread_id
    ), weights as (
      select thread_tags.tag_id, 1 / ln(exp(1) + tags.thread_count) as weight
      from thread_tags join tags on tags.id = thread_tags.tag_id where thread_tags.thread_id = ${threadId}
    ), compared as (
      select threads.id, near.score / max(near.score) over () as closeness,
        coalesce((select sum(weights.weight) from thread_tags join weights using (tag_id) where thread_tags.thread_id = threads.id)
          / (select sum(weight) from weights), 0) as shared,
        threads.state = 'solved' as solved
      from near join threads on threads.id = near.id
      where threads.question_state = 'visible' and threads.audience <> 'private' and threads.close_reason is distinct from 'off_topic'
    )
    select id, (closeness + ${TAG_SHARE} * shared) * case when solved then ${SOLVED_BONUS}::float8 else 1 end as nearness
    from compared where closeness >= ${NEAR_ENOUGH} or shared > 0
    order by nearness desc, id desc
    limit ${sql.lit(KEPT)}`.execute(db)

  const related = sql<number[]>`${rows.map((row) => row.id)}::bigint[]`
  await db
    .insertInto('threadRelations')
    .values({ threadId, related, computedAt: new Date() })
    .onConflict((same) => same.column('threadId').doUpdateSet({ related, computedAt: new Date() }))
    .execute()
}

/** The same for threads that nobody has looked at yet. */
export async function relateThreads(db: Db, engine: SearchEngine): Promise<void> {
  const threads = await db
    .selectFrom('threads')
    .where('threads.questionState', '=', 'visible')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('threadRelations')
            .whereRef('threadRelations.threadId', '=', 'threads.id')
            .select('threadRelations.threadId'),
        ),
      ),
    )
    .select('threads.id')
    .orderBy('threads.createdAt', 'desc')
    .limit(sql.lit(A_NIGHT))
    .execute()
  for (const { id } of threads) await relateThread(db, engine, id)
}
