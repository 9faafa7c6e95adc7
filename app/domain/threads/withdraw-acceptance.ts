import { recordEvent } from '#app/domain/events/record-event.ts'
import { reverse } from '#app/domain/reputation/ledger.ts'
import { recheckArticlesOf } from '#app/domain/threads/recheck-articles.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * The common part of all ways in which an acceptance ends: it removes the accepted answer and the points, records one
 * event, and enqueues checks of badges and the article. `withdrawn` means that the answer was deleted or hidden: the
 * event stores the acceptance, so that it can be restored.
 */
export async function withdrawAcceptance(
  trx: Trx,
  actor: Actor,
  threadId: number,
  answerId: number,
  { withdrawn = false } = {},
): Promise<void> {
  const people = await trx
    .selectFrom('threads')
    .innerJoin('posts', 'posts.id', 'threads.acceptedAnswerId')
    .where('threads.id', '=', threadId)
    .select(['posts.authorId', 'threads.acceptedBy', 'threads.acceptedAt'])
    .executeTakeFirst()
  await trx
    .updateTable('threads')
    .set({ acceptedAnswerId: null, acceptedBy: null, acceptedAt: null })
    .where('id', '=', threadId)
    .execute()
  await reverse(trx, { kinds: ['answer_accepted', 'acceptance_given'], postId: answerId })
  const change =
    withdrawn && people?.acceptedAt
      ? { before: { by: people.acceptedBy, at: people.acceptedAt.toISOString(), withdrawn } }
      : {}
  recordEvent(trx, actor, 'answer.unaccepted', { threadId, postId: answerId }, change)

  for (const userId of new Set([people?.authorId, people?.acceptedBy])) {
    if (userId) enqueue(trx, 'badges.evaluate', { userId })
  }
  await recheckArticlesOf(trx, answerId)
}
