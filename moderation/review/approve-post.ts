import { announceAnswer } from '#app/domain/answers/post-answer.ts'
import { announceComment } from '#app/domain/comments/post-comment.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { announceQuestion } from '#app/domain/questions/ask-question.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { findActor } from '#app/domain/users/find-actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Shows a post that was queued for approval, as if it had been posted at this moment: date, clocks, followers and
 * notifications. The caller holds the lock on its thread and records the decision.
 */
export async function approvePost(trx: Trx, actor: Actor, postId: number, { now }: { now: Date }): Promise<void> {
  const post = await trx
    .updateTable('posts')
    .set({ createdAt: now })
    .where('id', '=', postId)
    .returning(['id', 'kind', 'threadId', 'authorId', 'createdAt', 'solves'])
    .executeTakeFirstOrThrow()
  if (post.threadId === null) return
  if (post.kind === 'question') {
    await trx.updateTable('threads').set({ createdAt: now }).where('id', '=', post.threadId).execute()
  }
  await setPostState(trx, actor, postId, 'visible')

  const author = post.authorId === null ? undefined : await findActor(trx, post.authorId)
  if (!author) return
  const approved = { id: post.id, threadId: post.threadId, createdAt: post.createdAt, solves: post.solves }
  if (post.kind === 'question') await announceQuestion(trx, author, approved)
  const thread = await lockThread(trx, actor, post.threadId)
  if (post.kind === 'answer') await announceAnswer(trx, author, thread, approved)
  if (post.kind === 'comment') await announceComment(trx, author, thread, approved)
}
