import { sql } from 'kysely'
import { writeEvents } from '#app/domain/events/record-event.ts'
import { closeOpenEdit } from '#app/domain/posts/close-suggested-edit.ts'
import { lockAuthorsOf, reconcilePost } from '#app/domain/reputation/reconcile-post.ts'
import { findWithdrawnAcceptance } from '#app/domain/threads/find-withdrawn-acceptance.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { withdrawAcceptance } from '#app/domain/threads/withdraw-acceptance.ts'
import { writeAcceptance } from '#app/domain/threads/write-acceptance.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { PostState } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Shows, hides or deletes a post and updates everything that depends on it: counts, the acceptance of an answer, which
 * is withdrawn or restored, reputation, search, clocks. The caller holds the lock on its thread, has checked the
 * permission, and records the event.
 */
export async function setPostState(trx: Trx, actor: Actor, postId: number, state: PostState): Promise<void> {
  const found = await trx.selectFrom('posts').where('id', '=', postId).select(['threadId', 'kind']).executeTakeFirst()
  const regained =
    state === 'visible' && found?.kind === 'answer' && found.threadId !== null
      ? await findWithdrawnAcceptance(trx, found.threadId, postId)
      : undefined
  const post = await trx
    .updateTable('posts')
    .set({
      state,
      // A deleted post keeps the time when it was hidden, so that restoring it does not make it visible.
      ...(state === 'deleted' ? {} : { hiddenAt: state === 'hidden' ? new Date() : null }),
      deletedAt: state === 'deleted' ? new Date() : null,
      deletedBy: state === 'deleted' ? actor.id : null,
    })
    .where('id', '=', postId)
    .returning(['id', 'threadId', 'parentId', 'authorId'])
    .executeTakeFirstOrThrow()
  if (post.threadId === null) return

  if (post.parentId !== null) {
    await trx
      .updateTable('posts')
      .set((eb) => ({
        commentCount: eb
          .selectFrom('posts as comments')
          .where('comments.parentId', '=', post.parentId)
          .where('comments.state', '=', 'visible')
          .select((count) => count.fn.countAll<number>().as('count')),
      }))
      .where('id', '=', post.parentId)
      .execute()
  }
  if (state === 'deleted') await closeOpenEdit(trx, actor, post.id)
  // In the same order as a vote: thread, posts, people.
  await lockAuthorsOf(trx, [post.id], regained?.by ? [regained.by] : [])

  const thread = await trx
    .selectFrom('threads')
    .where('id', '=', post.threadId)
    .select(['id', 'acceptedAnswerId'])
    .executeTakeFirstOrThrow()
  if (thread.acceptedAnswerId === post.id && state !== 'visible') {
    await withdrawAcceptance(trx, actor, thread.id, post.id, { withdrawn: true })
    enqueue(trx, 'tickets.sync', { threadId: thread.id })
  }
  // Its ticket ends with a question that is deleted, and comes back with it.
  if (found?.kind === 'question') enqueue(trx, 'tickets.sync', { threadId: thread.id })
  if (regained) {
    await writeAcceptance(trx, actor, { id: post.id, threadId: thread.id, authorId: post.authorId }, regained)
  }
  if (state === 'visible') await notifyLate(trx, { postId: post.id, threadId: post.threadId })
  await reconcilePost(trx, post.id)
  await refreshThread(trx, post.threadId)
}

/**
 * A post that becomes visible only now is notified to those who have no notification of it yet; nobody is notified
 * twice.
 */
async function notifyLate(trx: Trx, { postId, threadId }: { postId: number; threadId: number }): Promise<void> {
  await writeEvents(trx)
  const events = await trx
    .selectFrom('events')
    .where('threadId', '=', threadId)
    .where('postId', '=', postId)
    .where('verb', 'in', ['answer.posted', 'comment.posted'])
    .where('createdAt', '>', sql<Date>`now() - interval '3 days'`)
    .select('id')
    .execute()
  for (const event of events) enqueue(trx, 'notifications.deliver', { eventId: event.id })
}
