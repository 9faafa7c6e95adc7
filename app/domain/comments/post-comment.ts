import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { canComment } from '#app/domain/comments/permissions.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { lookBeforePosting } from '#app/domain/posts/look-before-posting.ts'
import { typedSeconds } from '#app/domain/posts/needs-approval.ts'
import { queueForApproval } from '#app/domain/posts/queue-for-approval.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { giveInfo } from '#app/domain/threads/give-info.ts'
import type { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import { recordReply } from '#app/domain/tickets/record-reply.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Posts a comment on a question or an answer; a comment does not try to solve. When the thread waits for details of the
 * asker, a comment of the asker ends that wait. For a ticket, a comment of staff is a word to the requester only where
 * they wrote, too (`tickets/record-reply.ts`). Throws conflict `thread.closed`, forbidden `comment.post`.
 */
export const postComment = command(
  {
    name: 'comment.post',
    input: z.object({ postId: id, body: bodyOf('comment'), typedSeconds, at: moment }),
    callers: 'writers',
    rate: 'comment',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, comment): Promise<{ id: number; threadId: number }> => {
    const { post: parent, thread } = await lockPost(trx, actor, comment.postId)
    if (parent.kind !== 'question' && parent.kind !== 'answer') throw conflict('comment.wrong_place')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (!canComment(actor, thread, parent))
      throw forbidden('comment.post', { points: actor.privileges.commentEverywhere })

    const { body, at } = comment
    const commentPost = {
      threadId: thread.id,
      kind: 'comment' as const,
      parentId: parent.id,
      authorId: actor.id,
      body,
      at,
    }
    const draft = { kind: 'comment', subjectId: parent.id } as const
    const before = await lookBeforePosting(trx, actor, {
      ...commentPost,
      categoryId: thread.categoryId,
      draft,
      typedSeconds: comment.typedSeconds,
    })
    if (before.begun) await deleteDraft(trx, actor, draft)
    if (before.sentId !== null) return { id: before.sentId, threadId: thread.id }

    const pending = before.heldFor !== undefined
    const post = await writePost(trx, { ...commentPost, pending })
    const posted = { ...post, threadId: thread.id }
    if (before.heldFor) {
      await queueForApproval(trx, actor, posted, before.heldFor)
      return { id: post.id, threadId: thread.id }
    }
    await trx
      .updateTable('posts')
      .set((eb) => ({ commentCount: eb('commentCount', '+', 1) }))
      .where('id', '=', parent.id)
      .execute()
    await announceComment(trx, actor, thread, posted)
    return { id: post.id, threadId: thread.id }
  },
)

/** Does what follows when a comment becomes visible. The caller holds the lock on the thread. */
export async function announceComment(
  trx: Trx,
  actor: Actor,
  thread: Awaited<ReturnType<typeof lockThread>>,
  post: { id: number; createdAt: Date },
): Promise<void> {
  await giveInfo(trx, actor, thread)
  const { hasTicket } = await refreshThread(trx, thread.id)
  if (hasTicket) await recordReply(trx, actor, { threadId: thread.id, at: post.createdAt, commentId: post.id })
  recordEvent(trx, actor, 'comment.posted', { threadId: thread.id, postId: post.id })
}
