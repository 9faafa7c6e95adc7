import type { Clock } from '#app/domain/calendars/queries.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { openingDeadlines } from '#app/domain/tickets/deadlines.ts'
import { reopenTicket } from '#app/domain/tickets/reopen-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { EscalationCause, Ticket } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Gives a thread its ticket: a solved ticket opens again, and a new ticket follows a closed one. The event is the
 * notice in the thread. The caller holds the lock on the thread and knows that it has no open ticket.
 */
export async function handToStaff(
  trx: Trx,
  actor: Actor,
  thread: { id: number; authorId: number | null; meTooCount: number },
  {
    cause,
    note,
    clock,
    now,
    previousTicketId = null,
    channel = 'community',
  }: {
    cause: EscalationCause
    note: string
    clock: Clock
    now: Date
    /** The ticket of another thread that this one goes on with. */
    previousTicketId?: number | null
    /** How the requester came to staff; a question is asked in the community. */
    channel?: Ticket['channel']
  },
): Promise<{ ticketId: number }> {
  const previous = await trx
    .selectFrom('tickets')
    .selectAll()
    .where('threadId', '=', thread.id)
    .orderBy('id', 'desc')
    .limit(1)
    .forNoKeyUpdate()
    .executeTakeFirst()

  let ticketId: number
  let expectedAt: Date
  if (previous?.state === 'solved') {
    ticketId = previous.id
    expectedAt = (await reopenTicket(trx, previous, now)).nextResponseDueAt
    await trx
      .updateTable('tickets')
      .set({ cause, causeNote: note, escalatedBy: actor.id })
      .where('id', '=', ticketId)
      .execute()
  } else {
    const deadlines = openingDeadlines(clock, now)
    const ticket = await trx
      .insertInto('tickets')
      .values({
        threadId: thread.id,
        requesterId: thread.authorId,
        channel,
        cause,
        causeNote: note,
        escalatedBy: actor.id,
        policyId: clock.policy.id,
        previousTicketId: previous?.id ?? previousTicketId,
        createdAt: now,
        updatedAt: now,
        ...deadlines,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ticketId = ticket.id
    expectedAt = deadlines.firstResponseDueAt
  }

  await trx.updateTable('threads').set({ escalationDueAt: null }).where('id', '=', thread.id).execute()
  recordEvent(
    trx,
    actor,
    'thread.escalated',
    { threadId: thread.id, ticketId },
    { after: { ticketId, cause, expectedAt: expectedAt.toISOString(), meToos: thread.meTooCount } },
  )
  return { ticketId }
}
