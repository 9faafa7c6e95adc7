import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { DomainError, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { CloseReason } from '#db/schema.ts'
import type { Db, Trx } from '#db/transaction.ts'
import {
  closure,
  DUPLICATES_LOCK,
  findOriginal,
  markThreadClosed,
  originalOf,
} from '#moderation/curation/close-thread.ts'
import { canClose, canReopen, canVoteToClose } from '#moderation/curation/permissions.ts'
import { markThreadOpen } from '#moderation/curation/reopen-thread.ts'

type Direction = 'close' | 'reopen'
type Vote = { reason: Exclude<CloseReason, 'solved'> | null; note: string; duplicateOf: number | null }

/**
 * A vote to close a thread, one for each person. With enough votes the thread closes, with the reason of most votes. A
 * vote counts for the days of the setting `closing`; voting again replaces it. The vote of a moderator decides at once.
 * Throws forbidden `thread.close_vote`; conflict `thread.closed`; and for reason, note and duplicate as `closeThread`
 * does.
 */
export const voteToClose = command(
  { name: 'thread.vote_to_close', input: closure, callers: 'writers' },
  async (trx, actor, closure): Promise<{ closed: boolean }> => {
    const { reason, note, at: now } = closure
    // The reason that wins may be "duplicate", even when this last vote has another reason.
    await sql`select pg_advisory_xact_lock(${DUPLICATES_LOCK})`.execute(trx)
    const thread = await lockThread(trx, actor, closure.threadId)
    const decides = canClose(actor, thread)
    if (!decides && !canVoteToClose(actor, thread)) {
      throw forbidden('thread.close_vote', { points: actor.privileges.voteToClose })
    }
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    const duplicateOf = await originalOf(trx, actor, closure)
    if (decides) {
      await markThreadClosed(trx, actor, { ...closure, duplicateOf }, { now })
      return { closed: true }
    }

    const votes = await castVote(
      trx,
      actor,
      { threadId: thread.id, direction: 'close', now },
      { reason, note, duplicateOf },
    )
    recordEvent(trx, actor, 'thread.close_voted', { threadId: thread.id }, { after: { reason, note, duplicateOf } })
    const { votesNeeded } = await getSetting(trx, 'closing')
    if (votes.length < votesNeeded) return { closed: false }
    const decision = await decide(trx, actor, thread.id, votes)
    if (!decision) return { closed: false }
    await markThreadClosed(trx, actor, { threadId: thread.id, ...decision }, { now, votes: votes.length })
    return { closed: true }
  },
)

/** The same for reopening a closed thread. Throws forbidden `thread.reopen_vote`, conflict `thread.merged`. */
export const voteToReopen = command(
  { name: 'thread.vote_to_reopen', input: z.object({ threadId: id, at: moment }), callers: 'active' },
  async (trx, actor, { threadId, at: now }): Promise<{ reopened: boolean }> => {
    const thread = await lockThread(trx, actor, threadId)
    if (thread.mergedInto !== null) throw await tooLate(trx, 'thread.merged', thread.id)
    const decides = canReopen(actor, thread, now)
    if (!decides && !canVoteToClose(actor, thread)) {
      throw forbidden('thread.reopen_vote', { points: actor.privileges.voteToClose })
    }
    if (!thread.closedAt) return { reopened: true }
    if (decides) {
      await markThreadOpen(trx, actor, thread, { now })
      return { reopened: true }
    }

    const nothing = { reason: null, note: '', duplicateOf: null }
    const votes = await castVote(trx, actor, { threadId, direction: 'reopen', now }, nothing)
    recordEvent(trx, actor, 'thread.reopen_voted', { threadId })
    const { votesNeeded } = await getSetting(trx, 'closing')
    if (votes.length < votesNeeded) return { reopened: false }
    await markThreadOpen(trx, actor, thread, { now, votes: votes.length })
    return { reopened: true }
  },
)

/** Removes the own vote on a thread; without one, nothing changes. Throws forbidden `thread.close_vote`. */
export const removeCloseVote = command(
  { name: 'thread.remove_close_vote', input: z.object({ threadId: id }), callers: 'active' },
  async (trx, actor, { threadId }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canVoteToClose(actor, thread)) {
      throw forbidden('thread.close_vote', { points: actor.privileges.voteToClose })
    }
    await trx
      .deleteFrom('closeVotes')
      .where('threadId', '=', threadId)
      .where('voterId', '=', actor.id)
      .where('usedAt', 'is', null)
      .execute()
  },
)

/** Writes the vote in place of an earlier one, and returns all votes that count, the oldest first. */
async function castVote(
  trx: Trx,
  actor: Actor,
  { threadId, direction, now }: { threadId: number; direction: Direction; now: Date },
  vote: Vote,
): Promise<Vote[]> {
  await trx
    .insertInto('closeVotes')
    .values({ threadId, voterId: actor.id, direction, castAt: now, ...vote })
    .onConflict((same) =>
      same
        .columns(['threadId', 'voterId', 'direction'])
        .where('usedAt', 'is', null)
        .doUpdateSet({ castAt: now, ...vote }),
    )
    .execute()
  return listCounting(trx, { threadId, direction, now })
}

/** The votes on a thread that still count. */
export async function listCounting(
  db: Db,
  { threadId, direction, now }: { threadId: number; direction: Direction; now: Date },
) {
  const { voteDays } = await getSetting(db, 'closing')
  return db
    .selectFrom('closeVotes')
    .where('threadId', '=', threadId)
    .where('direction', '=', direction)
    .where('usedAt', 'is', null)
    .where('castAt', '>', new Date(now.getTime() - voteDays * 86_400_000))
    .select(['voterId', 'reason', 'note', 'duplicateOf'])
    .orderBy('id')
    .execute()
}

/**
 * The reason of most votes (with equal numbers, the first), with its last note and the original that most votes name. A
 * named original may be a duplicate of this thread by now: undefined when no named one is possible any more.
 */
async function decide(trx: Trx, actor: Actor, threadId: number, votes: Vote[]) {
  const reason = mostOf(votes.map((vote) => vote.reason)) ?? 'other'
  const agreeing = votes.filter((vote) => vote.reason === reason)
  const note = agreeing.findLast((vote) => vote.note !== '')?.note ?? ''
  if (reason !== 'duplicate') return { reason, note, duplicateOf: null }

  for (const named of byCount(agreeing.map((vote) => vote.duplicateOf))) {
    if (named === null) continue
    const duplicateOf = await findOriginal(trx, actor, threadId, named).catch(orNone)
    if (duplicateOf !== undefined) return { reason, note, duplicateOf }
  }
  return undefined
}

function orNone(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error
}

/** Each value once, the most frequent first; equal ones in their first order. */
function byCount<Value>(values: Value[]): Value[] {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([value]) => value)
}

export const mostOf = <Value>(values: Value[]): Value | undefined => byCount(values)[0]
