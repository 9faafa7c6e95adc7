import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, oneOf, text } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { isBlank } from '#app/text/typed-text.ts'
import type { Trx } from '#db/transaction.ts'
import { CLOSE_REASONS, canClose } from '#moderation/curation/permissions.ts'

const NOTE_MAX = 500
export const DUPLICATES_LOCK = 1_702_131_316

/** Which thread closes and why, as commands take it. */
export const closure = z
  .object({
    threadId: id,
    reason: oneOf(CLOSE_REASONS, 'reason.missing'),
    note: text({ min: 0, max: NOTE_MAX, code: 'note' }),
    /** The thread that has the answer, when the reason is "duplicate". */
    duplicateOf: id.nullable().default(null),
    at: moment,
  })
  .refine(({ reason, note }) => reason !== 'other' || !isBlank(note), { message: 'note.missing', path: ['note'] })
  .refine(({ reason, duplicateOf }) => reason !== 'duplicate' || duplicateOf !== null, {
    message: 'duplicate.missing',
    path: ['duplicateOf'],
  })
type Closure = z.output<typeof closure>

/**
 * Closes a thread with a reason that readers see. A duplicate points at the last thread of the chain of duplicates, and
 * the duplicates of the closed thread then point there too. Throws forbidden `thread.close`; conflict `thread.closed`;
 * invalid `note.missing` for the reason "other", `note.too_long`, `duplicate.missing`, `duplicate.unknown`,
 * `duplicate.circle`.
 */
export const closeThread = command(
  { name: 'thread.close', input: closure, callers: 'writers' },
  async (trx, actor, closure): Promise<void> => {
    // The whole forum marks one duplicate at a time: two at once could close a circle that neither of them sees.
    if (closure.reason === 'duplicate') await sql`select pg_advisory_xact_lock(${DUPLICATES_LOCK})`.execute(trx)

    const thread = await lockThread(trx, actor, closure.threadId)
    if (!canClose(actor, thread)) throw forbidden('thread.close')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    const duplicateOf = await originalOf(trx, actor, closure)
    await markThreadClosed(trx, actor, { ...closure, duplicateOf }, { now: closure.at })
  },
)

/** The last thread of the chain that a duplicate points at; null for any other reason. */
export async function originalOf(trx: Trx, actor: Actor, { threadId, reason, duplicateOf }: Closure) {
  return reason === 'duplicate' && duplicateOf !== null ? findOriginal(trx, actor, threadId, duplicateOf) : null
}

/** Closes the thread; the caller holds the locks and has checked the permission and the input. */
export async function markThreadClosed(
  trx: Trx,
  actor: Actor,
  { threadId, reason, note, duplicateOf }: Omit<Closure, 'at'>,
  { now, votes }: { now: Date; votes?: number },
): Promise<void> {
  await trx
    .updateTable('threads')
    .set({
      closedAt: now,
      closedBy: actor.id,
      closeReason: reason,
      closeNote: note || null,
      duplicateOf,
      needsInfoAt: null,
    })
    .where('id', '=', threadId)
    .execute()
  if (duplicateOf !== null) {
    await trx.updateTable('threads').set({ duplicateOf }).where('duplicateOf', '=', threadId).execute()
    await trx
      .insertInto('threadLinks')
      .values({ threadId, otherThreadId: duplicateOf, kind: 'duplicate', createdBy: actor.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  await markVotesUsed(trx, threadId, now)

  await refreshThread(trx, threadId)
  const after = { reason, note, duplicateOf, ...(votes === undefined ? {} : { votes }) }
  recordEvent(trx, actor, 'thread.closed', { threadId }, { after })
  enqueue(trx, 'tickets.sync', { threadId })
}

/** Any decision, by votes or by a moderator, uses up the votes. */
export async function markVotesUsed(trx: Trx, threadId: number, now: Date): Promise<void> {
  await trx
    .updateTable('closeVotes')
    .set({ usedAt: now })
    .where('threadId', '=', threadId)
    .where('usedAt', 'is', null)
    .execute()
}

/** The thread at the end of the chain of duplicates that starts at `targetId`. */
export async function findOriginal(trx: Trx, actor: Actor, threadId: number, targetId: number): Promise<number> {
  const target = await trx
    .selectFrom('threads')
    .where('id', '=', targetId)
    .where(visibleTo(actor))
    .select(['id', 'duplicateOf'])
    .executeTakeFirst()
  if (!target) throw invalid('duplicateOf', 'duplicate.unknown')

  // A chain has one step only, except after an import.
  const seen = new Set([threadId])
  let end = target
  while (!seen.has(end.id) && end.duplicateOf !== null) {
    seen.add(end.id)
    end = await trx
      .selectFrom('threads')
      .where('id', '=', end.duplicateOf)
      .select(['id', 'duplicateOf'])
      .executeTakeFirstOrThrow()
  }
  if (seen.has(end.id)) throw invalid('duplicateOf', 'duplicate.circle')
  return end.id
}
