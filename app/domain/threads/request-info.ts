import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Marks that the thread waits for details of the asker: until they come, its escalation clock stands still. */
export function requestInfo(db: Db, actor: Actor, threadId: number): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canAskForInfo(actor, thread)) throw forbidden('thread.request_info')
    if (thread.closedAt) throw conflict('thread.closed')
    if (thread.state === 'solved') throw conflict('thread.solved')
    if (thread.needsInfoAt) return

    await trx.updateTable('threads').set({ needsInfoAt: new Date() }).where('id', '=', threadId).execute()
    await refreshThread(trx, threadId)
    await recordEvent(trx, actor, 'thread.info_requested', { threadId })
  })
}
