import { z } from 'zod'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { command } from '#app/domain/command.ts'

/** Every night: requests a review of the published articles whose review date has come. */
export const requestDueReviews = command(
  { name: 'article.request_due_reviews', input: z.object({ now: z.date() }), callers: 'system' },
  async (trx, actor, { now }): Promise<number> => {
    const due = await trx
      .selectFrom('articles')
      .where('state', '=', 'published')
      .where('reviewReason', 'is', null)
      .where('reviewDueAt', '<=', now)
      .select(['id', 'state', 'reviewReason'])
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
    for (const article of due) await requestReview(trx, actor, article, 'review_date')
    return due.length
  },
)
