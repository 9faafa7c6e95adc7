import { getClock } from '#app/domain/calendars/queries.ts'
import { moveClocks, nextResponseDeadline } from '#app/domain/tickets/deadlines.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Updates the open ticket of a thread, if there is one, when staff wrote for the requester, or the requester wrote. A
 * post of staff is the response that the clocks wait for. A post of the requester starts the next response clock and
 * opens a pending ticket again. The caller holds the lock on the thread.
 */
export async function recordReply(
  trx: Trx,
  actor: Actor,
  { threadId, at }: { threadId: number; at: Date },
): Promise<void> {
  const ticket = await trx
    .selectFrom('tickets')
    .selectAll()
    .where('threadId', '=', threadId)
    .where('closedAt', 'is', null)
    .where('state', 'in', ['new', 'open', 'pending', 'on_hold'])
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!ticket) return

  if (actor.id === ticket.requesterId) {
    const clock = await getClock(trx, ticket.policyId)
    await trx
      .updateTable('tickets')
      .set({
        ...(ticket.state === 'pending' ? moveClocks(ticket, 'open', clock, at) : {}),
        customerWaitingSince: at,
        nextResponseDueAt: nextResponseDeadline(clock, at),
        updatedAt: at,
      })
      .where('id', '=', ticket.id)
      .execute()
    return
  }

  const { categoryId } = await trx
    .selectFrom('threads')
    .where('id', '=', threadId)
    .select('categoryId')
    .executeTakeFirstOrThrow()
  if (!isStaff(actor, categoryId)) return

  // Between two sweeps, a reply can come after its deadline. A reply during a pause is not late.
  const stoppedAt = ticket.pausedSince ?? at
  const late = (due: Date | null) => (due !== null && due < stoppedAt ? at : null)
  await trx
    .updateTable('tickets')
    .set({
      state: ticket.state === 'new' ? 'open' : ticket.state,
      firstRespondedAt: ticket.firstRespondedAt ?? at,
      firstResponseBreachedAt:
        ticket.firstResponseBreachedAt ?? (ticket.firstRespondedAt ? null : late(ticket.firstResponseDueAt)),
      nextResponseBreachedAt: ticket.nextResponseBreachedAt ?? late(ticket.nextResponseDueAt),
      customerWaitingSince: null,
      nextResponseDueAt: null,
      updatedAt: at,
    })
    .where('id', '=', ticket.id)
    .execute()
}
