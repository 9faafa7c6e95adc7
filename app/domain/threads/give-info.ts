import { recordEvent } from '#app/domain/events/record-event.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

type Waiting = { id: number; authorId: number | null; needsInfoAt: Date | null }

/**
 * A post of the asker ends the wait for their details. The escalation clock did not run meanwhile: for how long is
 * computed from the two events, by the calendar of the policy, when the escalation is scheduled again.
 */
export async function giveInfo(trx: Trx, actor: Actor, thread: Waiting): Promise<void> {
  if (thread.needsInfoAt === null || actor.id !== thread.authorId) return
  await endWait(trx, thread)
  recordEvent(trx, actor, 'thread.info_given', { threadId: thread.id })
}

/** Whoever may ask for details and answers the question has what they need: nobody waits for the asker any more. */
export async function answerWithoutInfo(
  trx: Trx,
  actor: Actor,
  thread: Waiting & { categoryId: number; tagIds: number[] },
): Promise<void> {
  if (thread.needsInfoAt !== null && canAskForInfo(actor, thread)) await stopAskingForInfo(trx, actor, thread)
}

/** Ends the wait without the details. */
export async function stopAskingForInfo(trx: Trx, actor: Actor, thread: { id: number }): Promise<void> {
  await endWait(trx, thread)
  recordEvent(trx, actor, 'thread.info_request_withdrawn', { threadId: thread.id })
}

async function endWait(trx: Trx, thread: { id: number }): Promise<void> {
  await trx.updateTable('threads').set({ needsInfoAt: null }).where('id', '=', thread.id).execute()
}
