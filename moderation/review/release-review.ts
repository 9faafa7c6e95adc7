import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { faster, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { findReviewer, lockReview } from '#moderation/review/lock-review.ts'
import { canRelease } from '#moderation/review/permissions.ts'

/** Releases a claimed review: the person who claimed it, or a moderator. Throws forbidden `review.release`. */
export const releaseReview = command(
  { name: 'review.release', input: z.object({ reviewId: id }), callers: 'active' },
  async (trx, actor, { reviewId }): Promise<void> => {
    const { review, post, thread } = await lockReview(trx, actor, reviewId)
    if (review.decidedAt) throw faster('review.decided', await findReviewer(trx, reviewId))
    if (review.claimedBy === null) return
    if (!canRelease(actor, review, thread)) throw forbidden('review.release')

    await trx
      .updateTable('reviews')
      .set({ state: 'open', claimedBy: null, claimedAt: null, version: review.version + 1 })
      .where('id', '=', reviewId)
      .execute()
    recordEvent(trx, actor, 'review.released', { threadId: post.threadId, postId: post.id, reviewId })
  },
)
