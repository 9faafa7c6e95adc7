import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/jobs/queue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { canReopen } from '#moderation/curation/policy.ts'

/**
 * Opens a closed thread again; repeating it changes nothing. Throws forbidden `thread.reopen`, conflict `thread.merged`.
 */
export function reopenThread(db: Db, actor: Actor, threadId: number, { now = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, actor, threadId)
    if (!thread.closedAt) return
    if (thread.mergedInto !== null) throw conflict('thread.merged')
    if (!canReopen(actor, thread, now)) throw forbidden('thread.reopen')

    await trx
      .updateTable('threads')
      .set({ closedAt: null, closedBy: null, closeReason: null, closeNote: null, duplicateOf: null })
      .where('id', '=', threadId)
      .execute()
    await trx.deleteFrom('threadLinks').where('threadId', '=', threadId).where('kind', '=', 'duplicate').execute()

    await refreshThread(trx, threadId)
    await recordEvent(
      trx,
      actor,
      'thread.reopened',
      { threadId },
      { before: { reason: thread.closeReason, duplicateOf: thread.duplicateOf } },
    )
    await enqueue(trx, 'escalation.settle_thread', { threadId })
  })
}
