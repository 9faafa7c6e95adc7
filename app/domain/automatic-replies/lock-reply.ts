import { canDecideReply } from '#app/domain/automatic-replies/permissions.ts'
import { conflict, forbidden, notFound } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * An automatic reply with its thread locked, so that its asker can decide about it. Throws not-found `automatic_reply`,
 * forbidden `automatic_reply.decide`, conflict `thread.closed` and `automatic_reply.withdrawn`.
 */
export async function lockReply(trx: Trx, actor: Actor, replyId: number) {
  const find = () =>
    trx
      .selectFrom('automaticReplies')
      .where('id', '=', replyId)
      .select(['id', 'threadId', 'articleId', 'postId', 'state'])
      .executeTakeFirstOrThrow(() => notFound('automatic_reply'))
  const thread = await lockThread(trx, actor, (await find()).threadId)
  if (actor.id === thread.authorId && thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
  if (!canDecideReply(actor, thread)) throw forbidden('automatic_reply.decide')
  // Read again under the lock on the thread: every command that changes a reply holds that lock.
  const reply = await find()
  if (reply.state === 'withdrawn') throw conflict('automatic_reply.withdrawn')
  return { reply, thread }
}
