import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Enqueues a check of the automatic replies that show an article, or that are shown below a question. Call it when one
 * of them changes, in the same transaction, with the lock on it.
 */
export async function reconsiderReplies(
  trx: Trx,
  subject: { articleId: number } | { threadId: number },
): Promise<void> {
  const rows = await trx
    .selectFrom('automaticReplies')
    .where('state', '=', 'shown')
    .$if('articleId' in subject, (query) =>
      query.where('articleId', '=', 'articleId' in subject ? subject.articleId : 0),
    )
    .$if('threadId' in subject, (query) => query.where('threadId', '=', 'threadId' in subject ? subject.threadId : 0))
    .select('threadId')
    .orderBy('threadId')
    .execute()
  for (const { threadId } of rows) enqueue(trx, 'automatic_replies.reconsider', { threadId })
}
