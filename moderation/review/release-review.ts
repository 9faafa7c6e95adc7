import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { lockReview } from '#moderation/review/lock-review.ts'

/** Gives a claimed review back: who claimed it, or a moderator when they do not come back. Throws forbidden `review.release`. */
export function releaseReview(db: Db, actor: Actor, reviewId: number): Promise<void> {
  return inTransaction(db, async (trx) => {
    const { review, post } = await lockReview(trx, actor, reviewId)
    if (review.decidedAt) throw conflict('review.decided')
    if (review.claimedBy === null) return
    if (review.claimedBy !== actor.id && !isModerator(actor)) throw forbidden('review.release')

    await trx
      .updateTable('reviews')
      .set({ state: 'open', claimedBy: null, claimedAt: null, version: review.version + 1 })
      .where('id', '=', reviewId)
      .execute()
    await recordEvent(trx, actor, 'review.released', { threadId: post.threadId, postId: post.id, reviewId })
  })
}
