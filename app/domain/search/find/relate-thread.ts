import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { type Swept, sweepEach } from '#app/domain/sweeps/sweep-rows.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

// These threads are compared: hits of the search engine for title, tags and the beginning of the text, and the newest
// threads with each of its tags.
const FOUND = 40
const BODY_READ = 600
const NEWEST_OF_TAG = 40
const KEPT = 10
/** How many threads without related threads one job handles, newest first; an import creates many of them. */
const AT_ONCE = 1000

const TAG_BONUS = 0.6
const SOLVED_BONUS = 1.15
/** Below this, two texts have no more in common than any two texts of a forum. */
const NEAR_ENOUGH = 0.07

/**
 * Stores the questions that are most similar to one, best first: by the cosine of their words and by the tags they
 * share. A word weighs more when it is rarer among the compared texts, and by its amount in the index (from which its
 * impact is computed). Among equally near ones, solved questions come first. Readers of the list must still apply
 * `visibleTo`. The cosine of weighted words is that of G. Salton, A. Wong and C. S. Yang, "A Vector Space Model for
 * Automatic Indexing", 1975.
 */
export async function relateThread(db: Db, engine: SearchEngine, threadId: number): Promise<void> {
  // The thread itself may not be in the index yet.
  await engine.index(db, { threadIds: [threadId] })
  await compareThread(db, engine, threadId)
}

async function compareThread(db: Db, engine: SearchEngine, threadId: number): Promise<void> {
  const thread = await db
    .selectFrom('threads')
    .leftJoin('searchDocuments', 'searchDocuments.postId', 'threads.questionId')
    .where('threads.id', '=', threadId)
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .select([
      'threads.title',
      'threads.locale',
      'searchDocuments.tags',
      sql<string | null>`left(search_documents.body, ${sql.lit(BODY_READ)})`.as('body'),
    ])
    .executeTakeFirst()
  if (!thread) return
  const { title, tags, body, locale } = thread
  const need = { title, locale, body: body ?? '', tags: (tags ?? '').split(' ').filter((name) => name !== '') }
  const hits = await engine.suggest(db, need, { limit: FOUND })

  const { rows } = await sql<{ id: number }>`
    with candidates as (
      select ${threadId}::bigint as id
      union select thread_id from posts where id = any (${hits.map((hit) => hit.postId)}::bigint[]) and thread_id is not null
      union select newest.thread_id from thread_tags own cross join lateral (
        select thread_id from thread_tags where tag_id = own.tag_id order by thread_id desc limit ${sql.lit(NEWEST_OF_TAG)}
      ) newest where own.thread_id = ${threadId}
    ), words as materialized (
      select threads.id, word.lexeme, word.impact / (1001.0 - word.impact)::float8 as weight
      from candidates join threads on threads.id = candidates.id
      join search_documents on search_documents.post_id = threads.question_id
      cross join unnest(search_documents.terms, search_documents.impacts) as word (lexeme, impact)
      where threads.question_state = 'visible' and threads.audience <> 'private'
        and threads.close_reason is distinct from 'off_topic'
    ), rarity as (
      select lexeme, ln((1 + (select count(distinct id) from words))::float8 / count(*)) as telling from words group by lexeme
    ), weighed as materialized (
      select id, lexeme, weight * telling as weight from words join rarity using (lexeme)
    ), lengths as (
      select id, sqrt(sum(weight * weight)) as length from weighed group by id
    ), compared as (
      select other.id, sum(own.weight * other.weight)
          / nullif((select length from lengths where id = ${threadId}) * max(lengths.length), 0) as cosine
      from weighed own join weighed other using (lexeme) join lengths on lengths.id = other.id
      where own.id = ${threadId} and other.id <> ${threadId}
      group by other.id
    ), shares as (
      select common.thread_id as id, count(*)::float8 / greatest(
        (select count(*) from thread_tags where thread_id = ${threadId}),
        (select count(*) from thread_tags where thread_id = common.thread_id)) as shared
      from thread_tags own join thread_tags common using (tag_id)
      where own.thread_id = ${threadId} and common.thread_id in (select id from compared)
      group by common.thread_id
    )
    select compared.id
    from compared join threads on threads.id = compared.id left join shares on shares.id = compared.id
    where cosine * (1 + ${sql.lit(TAG_BONUS)} * coalesce(shared, 0)) >= ${sql.lit(NEAR_ENOUGH)}
    order by cosine * (1 + ${sql.lit(TAG_BONUS)} * coalesce(shared, 0))
      * case when threads.state = 'solved' then ${sql.lit(SOLVED_BONUS)} else 1 end desc, compared.id desc
    limit ${sql.lit(KEPT)}`.execute(db)

  const related = sql<number[]>`${rows.map((row) => row.id)}::bigint[]`
  await db
    .insertInto('threadRelations')
    .values({ threadId, related, computedAt: new Date() })
    .onConflict((same) => same.column('threadId').doUpdateSet({ related, computedAt: new Date() }))
    .execute()
}

/** The same for threads that were never compared; while there are more, another job continues with them. */
export async function relateThreads(db: Db, engine: SearchEngine, { atOnce = AT_ONCE } = {}): Promise<Swept> {
  const threads = await db
    .selectFrom('threads')
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
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
    .limit(sql.lit(atOnce))
    .execute()
  const sweep = { name: 'threads.relate_all', subject: ({ id }: { id: number }) => `thread ${id}` }
  const swept = await sweepEach(db, sweep, threads, async ({ id }) => {
    await compareThread(db, engine, id)
    return true
  })
  // Those that failed are among the next ones again: without any that went through, the next job would do the same.
  if (threads.length === atOnce && swept.done > 0)
    await inTransaction(db, (trx) => enqueue(trx, 'threads.relate_all', {}))
  return swept
}
