import { z } from 'zod'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const BATCH_SIZE = 500

/** Every night: requests a review of the published articles whose review date has come, each in its own transaction. */
export const requestDueReviews = commandWithoutTransaction(
  { name: 'article.request_due_reviews', input: z.object({ now: z.date() }), callers: 'system' },
  (db, actor, { now }): Promise<Swept> => {
    const dueArticles = (db: Db) =>
      db
        .selectFrom('articles')
        .where('state', '=', 'published')
        .where('reviewReason', 'is', null)
        .where('reviewDueAt', '<=', now)
        .select(['id', 'state', 'reviewReason'])
    const due = readRows((after) => dueArticles(db).where('id', '>', after).orderBy('id').limit(BATCH_SIZE).execute())
    const sweep = { name: 'articles.review_due', subject: ({ id }: { id: number }) => `article ${id}` }
    return sweepRows(db, sweep, due, async (trx, { id }) => {
      // Read again under the lock: somebody may have confirmed it since.
      const article = await dueArticles(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
      if (article) await requestReview(trx, actor, article, 'review_date')
      return article !== undefined
    })
  },
)
