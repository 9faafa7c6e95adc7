import { conflict } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { lockReview } from '#moderation/review/lock-review.ts'

/** Keeps a review for oneself while one looks at it. Throws conflict `review.claimed`, `review.decided`. */
export function claimReview(db: Db, actor: Actor, reviewId: number, { now = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    const { review, post } = await lockReview(trx, actor, reviewId)
    if (review.decidedAt) throw conflict('review.decided')
    if (review.claimedBy === actor.id) return
    if (review.claimedBy !== null) throw conflict('review.claimed')

    await trx
      .updateTable('reviews')
      .set({ state: 'claimed', claimedBy: actor.id, claimedAt: now, version: review.version + 1 })
      .where('id', '=', reviewId)
      .execute()
    await recordEvent(trx, actor, 'review.claimed', { threadId: post.threadId, postId: post.id, reviewId })
  })
}
