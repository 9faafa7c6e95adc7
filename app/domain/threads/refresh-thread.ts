import { sql } from 'kysely'
import { writeEvents } from '#app/domain/events/record-event.ts'
import { countThread } from '#app/domain/threads/count-thread.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { PostState } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

type Refreshed = {
  categoryId: number
  counted: boolean
  wasCounted: boolean
  questionState: PostState
  wasState: PostState
  hasTicket: boolean
}

/**
 * Recomputes everything that a thread derives from its posts (counts, last activity, state), and whether its tags and
 * category count it, in the transaction of the caller. Then it enqueues the jobs that follow every change of a thread.
 * The state is never set by hand: it is solved, needs info, answered (the last post is not by the asker), or else needs
 * attention. Visible threads are counted, except private ones, which may not be counted publicly, and merged ones. The
 * caller holds the lock on the thread. Returns whether staff have an open ticket for it.
 */
export async function refreshThread(trx: Trx, threadId: number): Promise<{ hasTicket: boolean }> {
  const { rows } = await sql<Refreshed>`
    with before as (
      select counted, question_state from threads where id = ${threadId}
    ), question as (
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
      counted = question.state = 'visible' and threads.audience <> 'private' and threads.merged_into is null,
      score = question.score,
      answer_count = answers.visible,
      last_activity_at = coalesce((select created_at from words), threads.created_at),
      last_activity_by = (select author_id from words),
      -- What needs nobody has no clock, from now on; the job computes when the others are due.
      escalation_due_at = case
        when question.state = 'visible' and solved_at is null and accepted_answer_id is null and closed_at is null
          and needs_info_at is null then escalation_due_at
      end,
      state = case
        when accepted_answer_id is not null or solved_at is not null then 'solved'
        when needs_info_at is not null then 'needs_info'
        when answers.by_others and (select author_id from words) is distinct from threads.author_id then 'answered'
        else 'needs_attention'
      end
    from before, question, answers
    where threads.id = ${threadId}
    returning threads.category_id, threads.counted, before.counted as was_counted,
      threads.question_state, before.question_state as was_state,
      exists (select from tickets where tickets.thread_id = threads.id and tickets.closed_at is null) as has_ticket`.execute(
    trx,
  )
  const thread = rows[0]
  if (!thread) throw new Error(`Thread ${threadId} has no question`)

  if (thread.counted !== thread.wasCounted) {
    await countThread(trx, { id: threadId, categoryId: thread.categoryId }, thread.counted ? 1 : -1)
  }
  if (thread.questionState === 'visible' && thread.wasState !== 'visible') await notifyOfApproved(trx, threadId)
  enqueue(trx, 'search.index_thread', { threadId })
  enqueue(trx, 'escalation.schedule', { threadId })
  return { hasTicket: thread.hasTicket }
}

/** A question that was queued for approval and is visible now: notifies followers and asks experts who were not yet. */
async function notifyOfApproved(trx: Trx, threadId: number): Promise<void> {
  await writeEvents(trx)
  const asked = await trx
    .selectFrom('events')
    .innerJoin('threads', 'threads.id', 'events.threadId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', '=', 'thread.asked')
    .where('threads.createdAt', '>', sql<Date>`now() - interval '3 days'`)
    .select('events.id')
    .executeTakeFirst()
  if (!asked) return
  enqueue(trx, 'experts.ask', { threadId })
  enqueue(trx, 'notifications.deliver', { eventId: asked.id })
}
