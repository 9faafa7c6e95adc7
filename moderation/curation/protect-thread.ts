import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { canProtect } from '#moderation/curation/permissions.ts'

/**
 * Keeps newcomers from answering a thread that draws many of them, or lets them again; repeating it changes nothing.
 * Throws forbidden `thread.protect`.
 */
export function protectThread(
  db: Db,
  actor: Actor,
  threadId: number,
  { undo = false, now = new Date() } = {},
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canProtect(actor, thread)) throw forbidden('thread.protect', { points: actor.privileges.protect })
    if ((thread.protectedAt === null) === undo) return
    await trx
      .updateTable('threads')
      .set(undo ? { protectedAt: null, protectedBy: null } : { protectedAt: now, protectedBy: actor.id })
      .where('id', '=', threadId)
      .execute()
    await recordEvent(trx, actor, undo ? 'thread.unprotected' : 'thread.protected', { threadId })
  })
}
