import { recordEvent } from '#app/domain/events/record-event.ts'
import { recheckArticlesOf } from '#app/domain/threads/recheck-articles.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Writes the acceptance, its event, and the jobs that follow; the caller updates points and the state of the thread.
 */
export async function writeAcceptance(
  trx: Trx,
  actor: Actor,
  answer: { id: number; threadId: number; authorId: number | null },
  { by, at }: { by: number | null; at: Date },
): Promise<void> {
  const { threadId, authorId } = answer
  await trx
    .updateTable('threads')
    .set({ acceptedAnswerId: answer.id, acceptedBy: by, acceptedAt: at, needsInfoAt: null })
    .where('id', '=', threadId)
    .execute()
  recordEvent(trx, actor, 'answer.accepted', { threadId, postId: answer.id, userId: authorId })
  enqueue(trx, 'tickets.sync', { threadId })
  if (authorId !== null) enqueue(trx, 'badges.evaluate', { userId: authorId, postId: answer.id })
  if (by !== null) enqueue(trx, 'badges.evaluate', { userId: by })
  await recheckArticlesOf(trx, answer.id)
}
