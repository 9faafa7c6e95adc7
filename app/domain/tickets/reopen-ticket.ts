import { getClock } from '#app/domain/calendars/queries.ts'
import { moveClocks, nextResponseDeadline } from '#app/domain/tickets/deadlines.ts'
import type { Ticket } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Opens a solved ticket again: the time while it was solved does not count, and the requester waits for a next
 * response. It is a step of the commands that reopen a thread or escalate it again; they hold the locks and record the
 * event.
 */
export async function reopenTicket(trx: Trx, ticket: Ticket, now: Date): Promise<{ nextResponseDueAt: Date }> {
  const clock = await getClock(trx, ticket.policyId)
  const nextResponseDueAt = nextResponseDeadline(clock, now)
  await trx
    .updateTable('tickets')
    .set({
      ...moveClocks(ticket, 'open', clock, now),
      solvedAt: null,
      solvedBy: null,
      customerWaitingSince: now,
      nextResponseDueAt,
      updatedAt: now,
    })
    .where('id', '=', ticket.id)
    .execute()
  return { nextResponseDueAt }
}
