import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { canDelete, canDeleteAnswered, canRestore } from '#app/domain/posts/permissions.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import type { PostState } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Deletes a post; it can be restored. Repeating it changes nothing. When others have answered a question, its asker can
 * no longer delete it; only a moderator can. Throws forbidden `post.delete`, conflict `question.has_answers`.
 */
export const deletePost = command(
  { name: 'post.delete', input: z.object({ postId: id }), callers: 'active' },
  async (trx, actor, { postId }): Promise<{ threadId: number }> => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.state === 'deleted') return { threadId: thread.id }
    if (!canDelete(actor, thread, post)) throw forbidden('post.delete')
    if (post.kind === 'question' && !canDeleteAnswered(actor, thread) && (await isAnsweredByOthers(trx, thread))) {
      throw conflict('question.has_answers')
    }

    await setPostState(trx, actor, post.id, 'deleted')
    recordEvent(
      trx,
      actor,
      'post.deleted',
      { threadId: thread.id, postId: post.id, userId: post.authorId },
      { before: { state: post.state } },
    )
    return { threadId: thread.id }
  },
)

async function isAnsweredByOthers(trx: Trx, thread: { id: number; authorId: number | null }): Promise<boolean> {
  const answer = await trx
    .selectFrom('posts')
    .where('threadId', '=', thread.id)
    .where('kind', '=', 'answer')
    .where('state', '=', 'visible')
    .where('authorId', 'is distinct from', thread.authorId)
    .select('id')
    .limit(1)
    .executeTakeFirst()
  return answer !== undefined
}

/** Restores a deleted post. The person who deleted it may do so, and moderators. Throws forbidden `post.restore`. */
export const restorePost = command(
  { name: 'post.restore', input: z.object({ postId: id }), callers: 'active' },
  async (trx, actor, { postId }): Promise<{ threadId: number }> => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.state === 'visible') return { threadId: thread.id }
    if (!canRestore(actor, thread, post)) throw forbidden('post.restore')

    const state = isModerator(actor, thread.categoryId) ? 'visible' : await findStateBefore(trx, post)
    await setPostState(trx, actor, post.id, state)
    recordEvent(trx, actor, 'post.restored', { threadId: thread.id, postId: post.id, userId: post.authorId })
    return { threadId: thread.id }
  },
)

/**
 * The state before the post was deleted. A hidden post or one that is queued for approval comes back as that, so
 * deleting and restoring does not make it visible.
 */
async function findStateBefore(trx: Trx, post: { id: number; hiddenAt: Date | null }): Promise<PostState> {
  const review = await trx
    .selectFrom('reviews')
    .where('postId', '=', post.id)
    .orderBy('id', 'desc')
    .select(['state', 'cause', 'decidedAt'])
    .limit(1)
    .executeTakeFirst()
  if (review?.state === 'rejected') return 'visible'
  if (post.hiddenAt !== null) return 'hidden'
  return review?.cause === 'new_member' && review.decidedAt === null ? 'pending' : 'visible'
}
