import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { canDelete, canRestore } from '#app/domain/threads/policy.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Deletes a post so that it can be restored. A question that others have answered is no longer its asker's alone:
 * only a moderator deletes it (`question.has_answers`).
 */
export function deletePost(db: Db, actor: Actor, postId: number): Promise<{ threadId: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.state === 'deleted') return { threadId: thread.id }
    if (!canDelete(actor, thread, post)) throw forbidden('post.delete')
    if (post.kind === 'question' && thread.answerCount > 0 && !isModerator(actor, thread.categoryId)) {
      throw conflict('question.has_answers')
    }

    await setPostState(trx, actor, post.id, 'deleted')
    await recordEvent(
      trx,
      actor,
      'post.deleted',
      { threadId: thread.id, postId: post.id, userId: post.authorId },
      { before: { state: post.state } },
    )
    return { threadId: thread.id }
  })
}

/** Brings a deleted post back: who deleted it may, and moderators. Throws forbidden `post.restore`. */
export function restorePost(db: Db, actor: Actor, postId: number): Promise<{ threadId: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.state === 'visible') return { threadId: thread.id }
    if (!canRestore(actor, thread, post)) throw forbidden('post.restore')

    // What was hidden by moderators before its author deleted it comes back hidden, not clean.
    const state = post.hiddenAt !== null && !isModerator(actor, thread.categoryId) ? 'hidden' : 'visible'
    await setPostState(trx, actor, post.id, state)
    await recordEvent(trx, actor, 'post.restored', { threadId: thread.id, postId: post.id, userId: post.authorId })
    return { threadId: thread.id }
  })
}
