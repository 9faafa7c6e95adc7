import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import type { Post, Thread } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Updates the review of a post after its text changed. The version of an open review grows, so its reviewer has to look
 * again. A hidden post that its author has edited gets a new review; so does a closed question, so that somebody decides
 * whether it opens again. The caller holds the lock on the post.
 */
export async function askForReview(
  trx: Trx,
  actor: Actor,
  post: Pick<Post, 'id' | 'threadId' | 'kind' | 'state' | 'authorId'>,
  thread: Pick<Thread, 'categoryId' | 'closedAt' | 'closeReason' | 'mergedInto'>,
): Promise<void> {
  const open = await trx
    .updateTable('reviews')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('postId', '=', post.id)
    .where('decidedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  const cause = post.state === 'hidden' ? 'edited' : isImproved(actor, post, thread) ? 'reopening' : null
  if (open || cause === null || isModerator(actor, thread.categoryId)) return

  const review = await trx
    .insertInto('reviews')
    .values({ postId: post.id, cause })
    .returning('id')
    .executeTakeFirstOrThrow()
  const subject = { threadId: post.threadId, postId: post.id, userId: post.authorId, reviewId: review.id }
  recordEvent(trx, actor, 'review.opened', subject, { after: { cause } })
}

/** A question that its author has edited after it was closed. What is merged, or was solved, is not improved by that. */
const isImproved = (
  actor: Actor,
  post: Pick<Post, 'kind' | 'state' | 'authorId'>,
  thread: Pick<Thread, 'closedAt' | 'closeReason' | 'mergedInto'>,
): boolean =>
  post.kind === 'question' &&
  post.state === 'visible' &&
  post.authorId === actor.id &&
  thread.closedAt !== null &&
  thread.closeReason !== 'solved' &&
  thread.mergedInto === null
