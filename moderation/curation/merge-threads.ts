import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { moveDrafts } from '#app/domain/drafts/move-drafts.ts'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { chosen, id, moment } from '#app/domain/input.ts'
import { lockAuthorsOf } from '#app/domain/reputation/reconcile-post.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { withdrawAcceptance } from '#app/domain/threads/withdraw-acceptance.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'
import { DUPLICATES_LOCK, markVotesUsed } from '#moderation/curation/close-thread.ts'
import { moveFollowers } from '#moderation/curation/move-followers.ts'
import { canMerge } from '#moderation/curation/permissions.ts'

export type Locked = Awaited<ReturnType<typeof lockThread>>

/**
 * Merges a thread into another one, `into`. Answers with their comments and votes, comments on the question, followers,
 * me-toos, bookmarks, views and an open ticket move to `into`; the asker of the source gets a me-too there. The source
 * keeps its question as a record, is closed, and leads to `into` for good. Votes on the question of the source count
 * for the question of `into`, once for each person, but their points stay with the author to whom they were given. A
 * merge changes no points, except those of an acceptance that is lost because `into` has its own. Throws forbidden
 * `thread.merge`; conflict `thread.merged`, `merge.not_visible`; invalid `merge.missing`, `merge.unknown`,
 * `merge.itself`, `merge.duplicate`, `merge.audience`.
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
    // One at a time, together with closing as a duplicate: two at once could lead to each other.
    await sql`select pg_advisory_xact_lock(${DUPLICATES_LOCK})`.execute(trx)
    const { source, target } = await lockBoth(trx, actor, threadId, into)
    checkPair(actor, source, target)

    // Posts before people, as in a vote; a vote on an answer locks no thread.
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

/** Both threads as this moderator may see them, locked in the order of their ids. */
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

/** Throws when these two threads cannot be merged. */
export function checkPair(actor: Actor, source: Pair, target: Pair): void {
  if (!canMerge(actor, source) || !canMerge(actor, target)) throw forbidden('thread.merge')
  if (source.mergedInto !== null) throw conflict('thread.merged')
  if (target.mergedInto !== null || target.duplicateOf !== null) throw invalid('into', 'merge.duplicate')
  // A text for fewer people must not become visible to more people.
  if (source.audience !== target.audience) throw invalid('into', 'merge.audience')
  if (source.questionState !== 'visible' || target.questionState !== 'visible') throw conflict('merge.not_visible')
}
type Pair = Pick<Locked, 'categoryId' | 'mergedInto' | 'duplicateOf' | 'audience' | 'questionState'>

/** The acceptance of the source moves too, unless the target has one, or the asker of the target wrote the answer. */
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
    await withdrawAcceptance(trx, actor, source.id, acceptedAnswerId)
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

/** Moves answers and all comments; notes and private replies follow the ticket. Returns how many posts moved. */
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

/** Each person counts once, and not on their own question; the points do not move. */
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
 * An open ticket moves with its notes when the target has none. A ticket with private replies between staff and another
 * asker stays, because the asker of the target would read them.
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
  // This event is the notice in the thread that staff take care of it.
  const expectedAt = ticket.nextResponseDueAt ?? ticket.firstResponseDueAt
  recordEvent(
    trx,
    actor,
    'thread.escalated',
    { threadId: target.id, ticketId: ticket.id },
    { after: { ticketId: ticket.id, cause: ticket.cause, expectedAt: expectedAt?.toISOString() } },
  )
}

/** Closes the source and points it at the target, with everything that pointed at the source. */
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
