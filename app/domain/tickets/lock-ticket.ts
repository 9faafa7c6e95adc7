import { forbidden, notFound } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canOpenDesk, canWorkDesk } from '#app/domain/tickets/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * A ticket with its thread, both locked, the thread first as in every other place. Throws forbidden `ticket.work` for
 * an actor who is not staff.
 */
export async function lockTicket(trx: Trx, actor: Actor, ticketId: number) {
  if (!canOpenDesk(actor)) throw forbidden('ticket.work')
  const where = await trx
    .selectFrom('tickets')
    .where('id', '=', ticketId)
    .select('threadId')
    .executeTakeFirstOrThrow(() => notFound('ticket'))

  const thread = await lockThread(trx, actor, where.threadId)
  if (!canWorkDesk(actor, thread)) throw forbidden('ticket.work')
  const ticket = await trx
    .selectFrom('tickets')
    .selectAll()
    .where('id', '=', ticketId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('ticket'))
  return { ticket, thread }
}
