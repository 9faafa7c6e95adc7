import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, faster } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'

/** Makes the actor the owner. When two take it at once, the second gets conflict `ticket.taken`. */
export const takeTicket = command(
  { name: 'ticket.take', input: z.object({ ticketId: id, at: moment }), callers: 'active' },
  async (trx, actor, { ticketId, at }) => {
    const { ticket, thread } = await lockTicket(trx, actor, ticketId)
    if (ticket.state === 'closed') throw conflict('ticket.closed')
    if (ticket.ownerId === actor.id) return
    if (ticket.ownerId !== null) {
      const taken = { verbs: ['ticket.taken', 'ticket.changed'] as const, about: { ticketId } }
      throw faster('ticket.taken', await findLastChange(trx, taken))
    }

    const state = ticket.state === 'new' ? 'open' : ticket.state
    await trx
      .updateTable('tickets')
      .set({ ownerId: actor.id, state, updatedAt: at })
      .where('id', '=', ticketId)
      .execute()
    const moved = state === ticket.state ? undefined : { before: ticket.state, after: state }
    recordEvent(
      trx,
      actor,
      'ticket.taken',
      { threadId: thread.id, ticketId },
      {
        before: { ownerId: null, ...(moved && { state: moved.before }) },
        after: { ownerId: actor.id, ...(moved && { state: moved.after }) },
      },
    )
  },
)
