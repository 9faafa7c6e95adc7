import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { moveDrafts } from '#app/domain/drafts/move-drafts.ts'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { chosen, id, moment } from '#app/domain/input.ts'
import { lockAuthorsOf } from '#app/domain/reputation/reconcile-post.ts'
import { takeBack } from '#app/domain/threads/acceptance.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'
import { DUPLICATES_LOCK, markVotesUsed } from '#moderation/curation/close-thread.ts'
import { moveFollowers } from '#moderation/curation/move-followers.ts'
import { canMerge } from '#moderation/curation/permissions.ts'

export type Locked = Awaited<ReturnType<typeof lockThread>>

/**
 * Makes one thread of two. Answers with their comments and votes, comments on the question, followers, me-toos,
 * bookmarks, views and an open ticket go over to `into`; its asker has the same problem from then on. The source keeps
 * its question as a record, closed, and leads to `into` for good. Upvotes and downvotes of the question count for the
 * one that stands, once a person, while their points stay with whom they were given to: a merge moves nobody's points,
 * save those of an acceptance that has no place beside the target's own. Throws forbidden `thread.merge`; conflict
 * `thread.merged`, `merge.not_visible`; invalid `merge.missing`, `merge.unknown`, `merge.itself`, `merge.duplicate`,
 * `merge.audience`.
 */
export const mergeThreads = command(
  {
    name: 'thread.merge',
    input: z
      .object({ threadId: id, into: chosen('merge.missing'), at: moment })
      .refine(({ threadId, into }) => threadId !== into, { message: 'merge.itself', path: ['into'] }),
    callers: 'active',
  },
  async (trx, actor, { threadId, into, at }): Promise<{ threadId: number }> => {
    // With closing as a duplicate, one at a time: two at once could lead to each other.
    await sql`select pg_advisory_xact_lock(${DUPLICATES_LOCK})`.execute(trx)
    const { source, target } = await lockBoth(trx, actor, threadId, into)
    checkPair(actor, source, target)

    // Posts before people, as in a vote, which locks no thread when it is for an answer.
    await sql`
      select id from posts where thread_id in (${source.id}, ${target.id}) order by id for no key update`.execute(trx)
    await mergeAcceptance(trx, actor, source, target)
    const posts = await movePosts(trx, source, target)
    await moveQuestionVotes(trx, source, target)
    await moveFollowers(trx, source, target)
    await moveDrafts(trx, source, target)
    await moveTicket(trx, actor, source, target)
    await closeRecord(trx, actor, source, target, at)

    for (const id of [source.id, target.id].sort((a, b) => a - b)) {
      await refreshThread(trx, id)
      enqueue(trx, 'tickets.sync', { threadId: id })
    }
    recordEvent(
      trx,
      actor,
      'thread.merged',
      { threadId: source.id, userId: source.authorId },
      { before: { title: source.title, closeReason: source.closeReason }, after: { into: target.id, posts } },
    )
    return { threadId: target.id }
  },
)

/** Both threads, locked in the order of their ids, as this moderator may see them. */
async function lockBoth(trx: Trx, actor: Actor, threadId: number, into: number) {
  const lockTarget = () => lockThread(trx, actor, into).catch(orUnknown)
  if (threadId < into) {
    const source = await lockThread(trx, actor, threadId)
    return { source, target: await lockTarget() }
  }
  const target = await lockTarget()
  return { target, source: await lockThread(trx, actor, threadId) }
}

function orUnknown(error: unknown): never {
  if ((error as { code?: string }).code === 'thread.not_found') throw invalid('into', 'merge.unknown')
  throw error
}

/** What stands against making one thread of these two. */
export function checkPair(actor: Actor, source: Pair, target: Pair): void {
  if (!canMerge(actor, source) || !canMerge(actor, target)) throw forbidden('thread.merge')
  if (source.mergedInto !== null) throw conflict('thread.merged')
  if (target.mergedInto !== null || target.duplicateOf !== null) throw invalid('into', 'merge.duplicate')
  // What was said among fewer people is not told to more of them.
  if (source.audience !== target.audience) throw invalid('into', 'merge.audience')
  if (source.questionState !== 'visible' || target.questionState !== 'visible') throw conflict('merge.not_visible')
}
type Pair = Pick<Locked, 'categoryId' | 'mergedInto' | 'duplicateOf' | 'audience' | 'questionState'>

/** The source's acceptance goes along, unless the target has one, or its asker wrote the answer. */
async function mergeAcceptance(trx: Trx, actor: Actor, source: Locked, target: Locked): Promise<void> {
  const { acceptedAnswerId, acceptedAt, acceptedBy } = source
  if (acceptedAnswerId === null) return
  const answer = await trx
    .selectFrom('posts')
    .where('id', '=', acceptedAnswerId)
    .select('authorId')
    .executeTakeFirstOrThrow()
  if (target.acceptedAnswerId !== null || answer.authorId === target.authorId) {
    await lockAuthorsOf(trx, [acceptedAnswerId])
    await takeBack(trx, actor, source.id, acceptedAnswerId)
    return
  }
  const none = { acceptedAnswerId: null, acceptedAt: null, acceptedBy: null }
  await trx.updateTable('threads').set(none).where('id', '=', source.id).execute()
  await trx
    .updateTable('threads')
    .set({ acceptedAnswerId, acceptedAt, acceptedBy, needsInfoAt: null })
    .where('id', '=', target.id)
    .execute()
}

/** Answers and every comment; notes and private words follow the ticket. How many posts went over. */
async function movePosts(trx: Trx, source: Locked, target: Locked): Promise<number> {
  await sql`
    update posts set parent_id = ${target.questionId}
    where parent_id = ${source.questionId} and kind = 'comment'`.execute(trx)
  const moved = await trx
    .updateTable('posts')
    .set({ threadId: target.id })
    .where('threadId', '=', source.id)
    .where('kind', 'in', ['answer', 'comment'])
    .returning('id')
    .execute()
  await sql`
    update posts set comment_count = (
      select count(*) from posts as comments where comments.parent_id = posts.id and comments.state = 'visible')
    where id in (${source.questionId}, ${target.questionId})`.execute(trx)

  const postIds = moved.map((post) => post.id)
  await sql`
    delete from thread_references where post_id = any(${postIds}::bigint[]) and other_thread_id = ${target.id}`.execute(
    trx,
  )
  await sql`update thread_references set thread_id = ${target.id} where post_id = any(${postIds}::bigint[])`.execute(
    trx,
  )
  await trx.updateTable('articles').set({ sourceThreadId: target.id }).where('sourceThreadId', '=', source.id).execute()
  return moved.length
}

/** Each person counts once, and not on a question of their own; their points stay where they are. */
async function moveQuestionVotes(trx: Trx, source: Locked, target: Locked): Promise<void> {
  const moved = await sql<{ id: number }>`
    update votes set post_id = ${target.questionId}, moved_from = coalesce(moved_from, post_id)
    where post_id = ${source.questionId} and value <> 0
      and voter_id is distinct from coalesce(${target.authorId}::bigint, 0)
      and not exists (
        select from votes as own where own.post_id = ${target.questionId} and own.voter_id = votes.voter_id)
    returning id`.execute(trx)
  const voteIds = moved.rows.map((vote) => vote.id)
  await sql`
    update reputation_entries set post_id = ${target.questionId}
    where vote_id = any(${voteIds}::bigint[]) and reversed_at is null`.execute(trx)
  await sql`
    update posts set score = coalesce((select sum(value) from votes where votes.post_id = posts.id), 0)
    where id in (${source.questionId}, ${target.questionId})`.execute(trx)
}

/**
 * An open ticket goes along when the target has none, with the notes about it. One in which staff and another asker
 * have talked in private stays behind: the target's asker would read it.
 */
async function moveTicket(trx: Trx, actor: Actor, source: Locked, target: Locked): Promise<void> {
  const tickets = await trx
    .selectFrom('tickets')
    .where('threadId', 'in', [source.id, target.id])
    .where('closedAt', 'is', null)
    .select(['id', 'threadId', 'state', 'cause', 'firstResponseDueAt', 'nextResponseDueAt'])
    .forNoKeyUpdate()
    .execute()
  const ticket = tickets.find((each) => each.threadId === source.id && each.state !== 'solved')
  if (!ticket || tickets.some((each) => each.threadId === target.id)) return
  const talk = await trx
    .selectFrom('posts')
    .where('threadId', '=', source.id)
    .where('kind', '=', 'private_reply')
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (talk && source.authorId !== target.authorId) return

  await trx
    .updateTable('tickets')
    .set({ threadId: target.id, requesterId: target.authorId })
    .where('id', '=', ticket.id)
    .execute()
  await trx
    .updateTable('posts')
    .set({ threadId: target.id })
    .where('threadId', '=', source.id)
    .where('kind', 'in', ['note', 'expert_note', 'private_reply'])
    .execute()
  // The notice of the thread that staff look after it is this event.
  const expectedAt = ticket.nextResponseDueAt ?? ticket.firstResponseDueAt
  recordEvent(
    trx,
    actor,
    'thread.escalated',
    { threadId: target.id, ticketId: ticket.id },
    { after: { ticketId: ticket.id, cause: ticket.cause, expectedAt: expectedAt?.toISOString() } },
  )
}

/** The source says where it went, and so does whatever pointed at it. */
async function closeRecord(trx: Trx, actor: Actor, source: Locked, target: Locked, now: Date): Promise<void> {
  await trx
    .updateTable('threads')
    .set({
      closedAt: now,
      closedBy: actor.id,
      closeReason: 'duplicate',
      closeNote: null,
      duplicateOf: target.id,
      mergedInto: target.id,
      needsInfoAt: null,
      escalationDueAt: null,
    })
    .where('id', '=', source.id)
    .execute()
  await trx
    .updateTable('threads')
    .set((eb) => ({
      duplicateOf: target.id,
      mergedInto: eb.case().when('mergedInto', '=', source.id).then(target.id).else(eb.ref('mergedInto')).end(),
    }))
    .where('duplicateOf', '=', source.id)
    .execute()
  await sql`
    insert into thread_links (thread_id, other_thread_id, kind, created_by, created_at)
    select case when thread_id = ${source.id} then ${target.id}::bigint else thread_id end,
      case when other_thread_id = ${source.id} then ${target.id}::bigint else other_thread_id end,
      kind, created_by, created_at
    from thread_links
    where ${source.id} in (thread_id, other_thread_id) and ${target.id} not in (thread_id, other_thread_id)
    on conflict do nothing`.execute(trx)
  await sql`delete from thread_links where ${source.id} in (thread_id, other_thread_id)`.execute(trx)
  await markVotesUsed(trx, source.id, now)
}
