import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * A word from the asker ends the wait for their details. How long the escalation clock stood still is read from the two
 * events, by the calendar of the policy, when the thread is planned again.
 */
export async function giveInfo(
  trx: Trx,
  actor: Actor,
  thread: { id: number; authorId: number | null; needsInfoAt: Date | null },
): Promise<void> {
  if (thread.needsInfoAt === null || actor.id !== thread.authorId) return
  await trx.updateTable('threads').set({ needsInfoAt: null }).where('id', '=', thread.id).execute()
  recordEvent(trx, actor, 'thread.info_given', { threadId: thread.id })
}
