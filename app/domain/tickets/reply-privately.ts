import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { markUnsolved } from '#app/domain/questions/solve-thread.ts'
import { giveInfo } from '#app/domain/threads/give-info.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { canReplyPrivately } from '#app/domain/tickets/permissions.ts'
import { leavesTicket, recordReply } from '#app/domain/tickets/record-reply.ts'
import { reopenTicket } from '#app/domain/tickets/reopen-ticket.ts'

/**
 * Posts a private reply between staff and the requester in the thread; only they read it. The requester can write one
 * when there is a ticket that is not closed, suspended or not: it is how they reach the staff. A message of theirs on a
 * solved ticket opens it again, with what they or staff had marked as solved without an answer; an accepted answer
 * stays accepted, since others are helped by it. Details that were asked for may come like this too. `leavesTicket` is
 * the state in which a message of staff leaves the ticket. Throws forbidden `private_reply.post`, conflict
 * `private_reply.no_ticket`.
 */
export const replyPrivately = command(
  {
    name: 'private_reply.post',
    input: z.object({ threadId: id, body: bodyOf('private_reply'), leavesTicket, at: moment }),
    callers: 'members',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, { threadId, body, leavesTicket, at }): Promise<{ id: number }> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canReplyPrivately(actor, thread)) throw forbidden('private_reply.post')
    const ticket = await trx
      .selectFrom('tickets')
      .where('threadId', '=', thread.id)
      .where('closedAt', 'is', null)
      .selectAll()
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!ticket) throw conflict('private_reply.no_ticket')

    const post = await writePost(trx, {
      threadId: thread.id,
      kind: 'private_reply',
      authorId: actor.id,
      body,
      at,
    })
    await deleteDraft(trx, actor, { kind: 'private_reply', subjectId: thread.id })
    if (ticket.state === 'solved' && actor.id === ticket.requesterId) {
      await reopenTicket(trx, ticket, post.createdAt)
      if (thread.solvedAt !== null && thread.closedAt === null) await markUnsolved(trx, actor, thread)
      const opened = { before: { state: ticket.state }, after: { state: 'open' as const } }
      recordEvent(trx, actor, 'ticket.reopened', { threadId: thread.id, ticketId: ticket.id }, opened)
    }
    if (thread.needsInfoAt !== null && actor.id === thread.authorId) {
      await giveInfo(trx, actor, thread)
      await refreshThread(trx, thread.id)
    }
    await recordReply(trx, actor, { threadId: thread.id, at: post.createdAt, leavesTicket })
    recordEvent(trx, actor, 'private_reply.posted', { threadId: thread.id, postId: post.id, ticketId: ticket.id })
    return { id: post.id }
  },
)
