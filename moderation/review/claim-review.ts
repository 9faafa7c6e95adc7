import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { faster } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { findReviewer, lockReview } from '#moderation/review/lock-review.ts'

/** Claims a review, so that nobody else decides it meanwhile. Throws conflict `review.claimed`, `review.decided`. */
export const claimReview = command(
  { name: 'review.claim', input: z.object({ reviewId: id, at: moment }), callers: 'active' },
  async (trx, actor, { reviewId, at }): Promise<void> => {
    const { review, post } = await lockReview(trx, actor, reviewId)
    if (review.decidedAt) throw faster('review.decided', await findReviewer(trx, reviewId))
    if (review.claimedBy === actor.id) return
    if (review.claimedBy !== null) throw faster('review.claimed', await findReviewer(trx, reviewId))

    await trx
      .updateTable('reviews')
      .set({ state: 'claimed', claimedBy: actor.id, claimedAt: at, version: review.version + 1 })
      .where('id', '=', reviewId)
      .execute()
    recordEvent(trx, actor, 'review.claimed', { threadId: post.threadId, postId: post.id, reviewId })
  },
)
