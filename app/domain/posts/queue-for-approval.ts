import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { HeldFor } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/** Adds a post to the review queue. Until it is approved, only its author and reviewers know of it. */
export async function queueForApproval(
  trx: Trx,
  actor: Actor,
  post: { id: number; threadId: number },
  heldFor: HeldFor,
): Promise<void> {
  const review = await trx
    .insertInto('reviews')
    .values({ postId: post.id, cause: 'new_member', heldFor })
    .returning('id')
    .executeTakeFirstOrThrow()
  recordEvent(trx, actor, 'post.queued', {
    threadId: post.threadId,
    postId: post.id,
    reviewId: review.id,
    userId: actor.id,
  })
}
