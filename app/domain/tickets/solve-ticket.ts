import { z } from 'zod'
import { getClock } from '#app/domain/calendars/queries.ts'
import { command } from '#app/domain/command.ts'
import { conflict, faster } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, typed } from '#app/domain/input.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { moveClocks } from '#app/domain/tickets/deadlines.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank } from '#app/text/typed-text.ts'
import type { Ticket } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Solves a ticket and its thread: with the accepted answer, if there is one, or else with a reason that the thread
 * shows as "solved without an answer". Throws conflict `ticket.closed`, `ticket.solved` with who was faster; invalid
 * `reason.missing`.
 */
export const solveTicket = command(
  {
    name: 'ticket.solve',
    input: z.object({ ticketId: id, reason: typed(10_000), at: moment }),
    callers: 'writers',
  },
  async (trx, actor, { ticketId, reason, at }) => {
    const { ticket, thread } = await lockTicket(trx, actor, ticketId)
    if (ticket.state === 'closed') throw conflict('ticket.closed')
    if (ticket.state === 'solved') {
      // What somebody else has written would be lost without a word.
      if (ticket.solvedBy === actor.id || isBlank(reason)) return
      throw faster('ticket.solved', await findLastChange(trx, { verbs: ['ticket.solved'], about: { ticketId } }))
    }

    if (thread.state !== 'solved' && !thread.closedAt) await solveThread(trx, actor, { threadId: thread.id, reason })
    await markTicketSolved(trx, actor, ticket, at)
  },
)

/** Marks the ticket alone as solved, also when the community solved the thread. */
export async function markTicketSolved(trx: Trx, actor: Actor, ticket: Ticket, now: Date): Promise<void> {
  const clocks = moveClocks(ticket, 'solved', await getClock(trx, ticket.policyId), now)
  const due = clocks.solutionDueAt ?? ticket.solutionDueAt
  await trx
    .updateTable('tickets')
    .set({
      ...clocks,
      solvedAt: now,
      solvedBy: actor.id,
      customerWaitingSince: null,
      nextResponseDueAt: null,
      solutionBreachedAt: ticket.solutionBreachedAt ?? (due !== null && due < now ? now : null),
      updatedAt: now,
    })
    .where('id', '=', ticket.id)
    .execute()
  recordEvent(
    trx,
    actor,
    'ticket.solved',
    { threadId: ticket.threadId, ticketId: ticket.id },
    { before: { state: ticket.state }, after: { state: 'solved' } },
  )
}
