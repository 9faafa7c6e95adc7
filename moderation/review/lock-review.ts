import { type DomainError, faster, forbidden, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'
import { decidable } from '#moderation/review/judgeable.ts'
import { canDecide, canReviewAnywhere } from '#moderation/review/permissions.ts'

/**
 * A review with its post and thread, all locked in the order of all commands: thread, post, review. Throws forbidden
 * `review.work`, and `review.own` for the author of the post.
 */
export async function lockReview(trx: Trx, actor: Actor, reviewId: number) {
  if (!canReviewAnywhere(actor)) throw forbidden('review.work', { points: actor.privileges.review })
  const where = await trx
    .selectFrom('reviews')
    .innerJoin('posts', 'posts.id', 'reviews.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where('reviews.id', '=', reviewId)
    .where(decidable(actor))
    .select(['reviews.postId', 'threads.id as threadId'])
    .executeTakeFirstOrThrow(() => notFound('review'))

  const thread = await trx
    .selectFrom('threads')
    .where('id', '=', where.threadId)
    .select(['id', 'categoryId'])
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('review'))
  const post = await trx
    .selectFrom('posts')
    .where('id', '=', where.postId)
    // A merge may have moved it to another thread while this waited for the lock.
    .where('threadId', '=', where.threadId)
    .select(['id', 'threadId', 'kind', 'state', 'authorId'])
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!post) throw await changedReview(trx, { id: reviewId, postId: where.postId })
  if (!canDecide(actor, post, thread)) throw forbidden('review.own')
  const review = await trx
    .selectFrom('reviews')
    .selectAll()
    .where('id', '=', reviewId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('review'))
  return { review, post, thread }
}

/**
 * The refusal for whoever decides on what they have not seen: somebody took up the review, changed its post, or flagged
 * it once more. Who flags it is not said.
 */
export async function changedReview(trx: Trx, review: { id: number; postId: number }): Promise<DomainError> {
  const about = { reviewId: review.id }
  const handled = await findLastChange(trx, { verbs: ['review.claimed', 'review.released', 'review.opened'], about })
  const edited = await findLastChange(trx, {
    verbs: ['post.edited', 'post.corrected', 'post.edit_approved', 'thread.merged'],
    about: { postId: review.postId },
  })
  const flagged = await findLastChange(trx, { verbs: ['flag.raised'], about })
  const changes = [handled, edited, flagged && { ...flagged, id: null, name: null }]
  const [last] = changes
    .filter((change) => change !== undefined)
    .sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))
  return faster('review.changed', last)
}

/** Who claimed or decided a review last, for whoever comes too late. */
export const findReviewer = (trx: Trx, reviewId: number) =>
  findLastChange(trx, {
    verbs: ['review.claimed', 'review.upheld', 'review.rejected', 'thread.reopened', 'thread.reopening_refused'],
    about: { reviewId },
  })
