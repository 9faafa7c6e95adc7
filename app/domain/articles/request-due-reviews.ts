import { requestReview } from '#app/domain/articles/request-review.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Every night: published articles whose review date has come are to be looked at again. */
export function requestDueReviews(db: Db, actor: Actor, { now }: { now: Date }): Promise<number> {
  return inTransaction(db, async (trx) => {
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
  })
}
