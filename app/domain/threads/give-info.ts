import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * A post of the asker ends the wait for their details. The escalation clock did not run meanwhile: for how long is
 * computed from the two events, by the calendar of the policy, when the escalation is scheduled again.
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
