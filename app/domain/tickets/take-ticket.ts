import { conflict } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Makes the actor the owner. Of two who take it at once, one gets it and the other is told: conflict `ticket.taken`. */
export function takeTicket(db: Db, actor: Actor, ticketId: number, { now = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    const { ticket, thread } = await lockTicket(trx, actor, ticketId)
    if (ticket.state === 'closed') throw conflict('ticket.closed')
    if (ticket.ownerId === actor.id) return
    if (ticket.ownerId !== null) throw conflict('ticket.taken')

    await trx
      .updateTable('tickets')
      .set({ ownerId: actor.id, state: ticket.state === 'new' ? 'open' : ticket.state, updatedAt: now })
      .where('id', '=', ticketId)
      .execute()
    await recordEvent(trx, actor, 'ticket.taken', { threadId: thread.id, ticketId })
  })
}
