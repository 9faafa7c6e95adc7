import { removeRating } from '#app/domain/articles/rate-article.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Undoes what depends on the solution of a question that is no longer solved: the suggested article did not solve it,
 * and the rating "helpful" that came with it is removed. Returns that article, if there was one. The caller holds the
 * lock on the thread and records the event.
 */
export async function withdrawSolution(
  trx: Trx,
  thread: { id: number; authorId: number | null },
): Promise<{ articleId: number | null }> {
  const reply = await trx
    .selectFrom('automaticReplies')
    .where('threadId', '=', thread.id)
    .where('state', '=', 'solved')
    .select(['id', 'articleId', 'rated'])
    .executeTakeFirst()
  if (!reply) return { articleId: null }
  await trx
    .updateTable('automaticReplies')
    .set({ state: 'shown', decidedAt: null, rated: false })
    .where('id', '=', reply.id)
    .execute()
  if (reply.rated && thread.authorId !== null) {
    await removeRating(trx, { articleId: reply.articleId, raterId: thread.authorId })
  }
  // The article may have become obsolete meanwhile.
  enqueue(trx, 'automatic_replies.reconsider', { threadId: thread.id })
  return { articleId: reply.articleId }
}
