import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { recordReply } from '#app/domain/tickets/record-reply.ts'
import { reopenTicket } from '#app/domain/tickets/reopen-ticket.ts'
import { markTicketSolved } from '#app/domain/tickets/solve-ticket.ts'
import { findActor } from '#app/domain/users/find-actor.ts'
import type { Ticket } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'
import { endsTicket, hasConversation, hasEnded, isSolvedByRequester } from '#moderation/escalation/follows-thread.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'

/**
 * Makes the ticket of a thread follow it: it is solved when the thread is solved, closed or deleted, unless staff and
 * requester write to each other in private; and open again when that is no longer so, or when the requester for whom it
 * waits has edited the question. Repeating it changes nothing.
 */
export const syncTicket = command(
  { name: 'ticket.sync', input: z.object({ threadId: id, now: moment }), callers: 'system' },
  async (trx, actor, { threadId, now }): Promise<void> => {
    const thread = await trx
      .selectFrom('threads')
      .where('id', '=', threadId)
      .select(['id', 'acceptedAnswerId', 'solvedAt', 'closedAt', 'questionState'])
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!thread) return
    const ticket = await trx
      .selectFrom('tickets')
      .selectAll()
      .where('threadId', '=', threadId)
      .where('closedAt', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst()

    if (ticket && ticket.state !== 'solved' && hasEnded(thread)) {
      const conversation = await hasConversation(trx, ticket)
      const solvedByRequester = await isSolvedByRequester(trx, ticket)
      if (endsTicket(thread, { conversation, solvedByRequester })) await markTicketSolved(trx, actor, ticket, now)
    }
    if (ticket?.state === 'pending') await wakeByEdit(trx, ticket, now)
    if (ticket?.state === 'solved' && !hasEnded(thread)) {
      await reopenTicket(trx, ticket, now)
      const opened = { before: { state: ticket.state }, after: { state: 'open' as const } }
      recordEvent(trx, actor, 'ticket.reopened', { threadId, ticketId: ticket.id }, opened)
    }
    await scheduleEscalation(trx, threadId)
  },
)

/** Opens a ticket that waits for its requester, if they have edited their posts meanwhile: that is a reply too. */
async function wakeByEdit(trx: Trx, { threadId, requesterId, pausedSince }: Ticket, now: Date): Promise<void> {
  const edit = await trx
    .selectFrom('events')
    .where('threadId', '=', threadId)
    .where('verb', '=', 'post.edited')
    .where('actorId', '=', requesterId)
    .where('createdAt', '>', pausedSince)
    .select('id')
    .limit(1)
    .executeTakeFirst()
  const requester = edit && requesterId !== null ? await findActor(trx, requesterId) : undefined
  if (requester) await recordReply(trx, requester, { threadId, at: now })
}
