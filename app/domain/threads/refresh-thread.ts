import { sql } from 'kysely'
import { writeEvents } from '#app/domain/events/record-event.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Recomputes what a thread derives from its posts (counts, last activity, state) and what its tags and category count
 * of it, in the caller's transaction, then leaves the jobs that every change of a thread has in common. The state is
 * never set by hand: solved, needs info, answered (the last word is someone else's), else needs attention.
 */
export async function refreshThread(trx: Trx, threadId: number): Promise<void> {
  const before = await trx
    .selectFrom('threads')
    .where('id', '=', threadId)
    .select(['questionState', 'categoryId'])
    .executeTakeFirstOrThrow()

  const after = await sql<{ questionState: string }>`
    with question as (
      select id, state, score from posts where thread_id = ${threadId} and kind = 'question'
    ), words as (
      select author_id, created_at, id from posts
      where thread_id = ${threadId} and kind in ('question', 'answer', 'comment') and state = 'visible'
      order by created_at desc, id desc limit 1
    ), answers as (
      select count(*)::integer as visible,
        bool_or(author_id is distinct from (select author_id from threads where id = ${threadId})) as by_others
      from posts where thread_id = ${threadId} and kind = 'answer' and state = 'visible'
    )
    update threads set
      question_id = question.id,
      question_state = question.state,
      score = question.score,
      answer_count = answers.visible,
      last_activity_at = coalesce((select created_at from words), threads.created_at),
      last_activity_by = (select author_id from words),
      state = case
        when accepted_answer_id is not null or solved_at is not null then 'solved'
        when needs_info_at is not null then 'needs_info'
        when answers.by_others and (select author_id from words) is distinct from threads.author_id then 'answered'
        else 'needs_attention'
      end
    from question, answers
    where threads.id = ${threadId}
    returning question_state`.execute(trx)

  if (after.rows[0]?.questionState !== before.questionState) {
    await countThread(trx, threadId)
    await countCategory(trx, before.categoryId)
    await tellWhatShowsNow(trx, threadId)
  }
  await enqueue(trx, 'search.index_thread', { threadId })
  await enqueue(trx, 'escalation.plan_thread', { threadId })
}

/** A question that was held back and shows now is new to everybody: those who were not told, or asked, are. */
async function tellWhatShowsNow(trx: Trx, threadId: number): Promise<void> {
  await writeEvents(trx)
  const asked = await trx
    .selectFrom('events')
    .innerJoin('threads', 'threads.id', 'events.threadId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', '=', 'thread.asked')
    .where('threads.questionState', '=', 'visible')
    .where('threads.createdAt', '>', sql<Date>`now() - interval '3 days'`)
    .select('events.id')
    .executeTakeFirst()
  if (!asked) return
  await enqueue(trx, 'experts.ask', { threadId })
  await enqueue(trx, 'notifications.deliver', { eventId: asked.id })
}

/** Recounts, for each of this thread's tags, the visible threads: without the private ones, that nobody may count. */
export async function countThread(trx: Trx, threadId: number): Promise<void> {
  const tags = await trx
    .selectFrom('threadTags')
    .where('threadId', '=', threadId)
    .select('tagId')
    .orderBy('tagId')
    .execute()
  await countTags(
    trx,
    tags.map((tag) => tag.tagId),
  )
}

export async function countTags(trx: Trx, tagIds: number[]): Promise<void> {
  if (tagIds.length === 0) return
  // Locked in one order first: two questions asked at once with the same tags wait instead of deadlocking. Both have
  // inserted rows that refer to the tags by then; "no key" is the lock that such a reference does not stand against.
  await sql`select id from tags where id = any(${tagIds}) order by id for no key update`.execute(trx)
  await sql`
    update tags set thread_count = (
      select count(*) from thread_tags join threads on threads.id = thread_tags.thread_id
      where thread_tags.tag_id = tags.id and threads.question_state = 'visible' and threads.audience <> 'private'
        and threads.merged_into is null)
    where id = any(${tagIds})`.execute(trx)
}

export async function countCategory(trx: Trx, categoryId: number): Promise<void> {
  await sql`select id from categories where id = ${categoryId} for no key update`.execute(trx)
  await sql`
    update categories set thread_count = (
      select count(*) from threads
      where threads.category_id = categories.id and threads.question_state = 'visible' and threads.audience <> 'private'
        and threads.merged_into is null)
    where id = ${categoryId}`.execute(trx)
}
