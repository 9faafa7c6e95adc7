import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import type { Post } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Updates the review of a post after its text changed. The version of an open review grows, so its reviewer has to look
 * again. A hidden post that its author has edited gets a new review. The caller holds the lock on the post.
 */
export async function askForReview(
  trx: Trx,
  actor: Actor,
  post: Pick<Post, 'id' | 'threadId' | 'state' | 'authorId'>,
  thread: { categoryId: number },
): Promise<void> {
  const open = await trx
    .updateTable('reviews')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('postId', '=', post.id)
    .where('decidedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (open || post.state !== 'hidden' || isModerator(actor, thread.categoryId)) return

  const review = await trx
    .insertInto('reviews')
    .values({ postId: post.id, cause: 'edited' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const subject = { threadId: post.threadId, postId: post.id, userId: post.authorId, reviewId: review.id }
  recordEvent(trx, actor, 'review.opened', subject, { after: { cause: 'edited' } })
}
