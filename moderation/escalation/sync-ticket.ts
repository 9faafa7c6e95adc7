import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { reopenTicket } from '#app/domain/tickets/reopen-ticket.ts'
import { markTicketSolved } from '#app/domain/tickets/solve-ticket.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'

/**
 * Makes the ticket of a thread follow it: it is solved when the thread is solved, closed or deleted, and open again
 * when that is no longer so. Repeating it changes nothing.
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

    const done =
      thread.acceptedAnswerId !== null ||
      thread.solvedAt !== null ||
      thread.closedAt !== null ||
      thread.questionState === 'deleted'
    if (ticket && done && ticket.state !== 'solved') await markTicketSolved(trx, actor, ticket, now)
    if (ticket && !done && ticket.state === 'solved') {
      await reopenTicket(trx, ticket, now)
      recordEvent(trx, actor, 'ticket.reopened', { threadId, ticketId: ticket.id })
    }
    await scheduleEscalation(trx, threadId)
  },
)
