import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { CloseReason } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'
import { markVotesUsed } from '#moderation/curation/close-thread.ts'
import { canReopen } from '#moderation/curation/permissions.ts'

/**
 * Opens a closed thread again; repeating it changes nothing. Throws forbidden `thread.reopen`, conflict `thread.merged`.
 */
export const reopenThread = command(
  { name: 'thread.reopen', input: z.object({ threadId: id, at: moment }), callers: 'active' },
  async (trx, actor, { threadId, at: now }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!thread.closedAt) return
    if (thread.mergedInto !== null) throw await tooLate(trx, 'thread.merged', thread.id)
    if (!canReopen(actor, thread, now)) throw forbidden('thread.reopen')

    await markThreadOpen(trx, actor, thread, { now })
  },
)

/** Reopens the thread; the caller holds the lock and has checked the permission. */
export async function markThreadOpen(
  trx: Trx,
  actor: Actor,
  thread: { id: number; questionId: number | null; closeReason: CloseReason | null; duplicateOf: number | null },
  { now, votes, note = '' }: { now: Date; votes?: number; note?: string },
): Promise<void> {
  const threadId = thread.id
  await trx
    .updateTable('threads')
    .set({ closedAt: null, closedBy: null, closeReason: null, closeNote: null, duplicateOf: null })
    .where('id', '=', threadId)
    .execute()
  await trx.deleteFrom('threadLinks').where('threadId', '=', threadId).where('kind', '=', 'duplicate').execute()
  await markVotesUsed(trx, threadId, now)
  // Whoever opens it has decided what its author asked for by an edit.
  const review = await trx
    .updateTable('reviews')
    .set((eb) => ({
      state: 'rejected' as const,
      decidedBy: actor.id,
      decidedAt: now,
      decisionNote: note,
      version: eb('version', '+', 1),
    }))
    .where('postId', '=', thread.questionId)
    .where('cause', '=', 'reopening')
    .where('decidedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()

  await refreshThread(trx, threadId)
  const before = { reason: thread.closeReason, duplicateOf: thread.duplicateOf }
  const change = votes === undefined ? { before } : { before, after: { votes } }
  recordEvent(trx, actor, 'thread.reopened', { threadId, reviewId: review?.id ?? null }, change)
  enqueue(trx, 'tickets.sync', { threadId })
}
