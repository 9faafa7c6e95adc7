import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'
import { isAdmin } from '#app/domain/users/roles.ts'

/** Gives a ticket back to the queue; its owner or an admin may do it. Throws forbidden `ticket.release`. */
export const releaseTicket = command(
  { name: 'ticket.release', input: z.object({ ticketId: id, at: moment }), callers: 'active' },
  async (trx, actor, { ticketId, at }) => {
    const { ticket, thread } = await lockTicket(trx, actor, ticketId)
    if (ticket.state === 'closed') throw conflict('ticket.closed')
    if (ticket.ownerId === null) return
    if (ticket.ownerId !== actor.id && !isAdmin(actor)) throw forbidden('ticket.release')

    await trx.updateTable('tickets').set({ ownerId: null, updatedAt: at }).where('id', '=', ticketId).execute()
    recordEvent(
      trx,
      actor,
      'ticket.released',
      { threadId: thread.id, ticketId },
      { before: { ownerId: ticket.ownerId }, after: { ownerId: null } },
    )
  },
)
