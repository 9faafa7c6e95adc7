import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Puts a ticket back into the queue: its owner, or an admin. Throws forbidden `ticket.release`. */
export function releaseTicket(db: Db, actor: Actor, ticketId: number, { now = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    const { ticket, thread } = await lockTicket(trx, actor, ticketId)
    if (ticket.state === 'closed') throw conflict('ticket.closed')
    if (ticket.ownerId === null) return
    if (ticket.ownerId !== actor.id && !isAdmin(actor)) throw forbidden('ticket.release')

    await trx.updateTable('tickets').set({ ownerId: null, updatedAt: now }).where('id', '=', ticketId).execute()
    await recordEvent(
      trx,
      actor,
      'ticket.released',
      { threadId: thread.id, ticketId },
      { before: { ownerId: ticket.ownerId } },
    )
  })
}
