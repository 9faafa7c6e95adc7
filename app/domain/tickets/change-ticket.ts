import { z } from 'zod'
import { getClock } from '#app/domain/calendars/queries.ts'
import { command } from '#app/domain/command.ts'
import { conflict, invalid } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { moveClocks } from '#app/domain/tickets/deadlines.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'
import { canMove } from '#app/domain/tickets/ticket-moves.ts'
import { findActor } from '#app/domain/users/find-actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import type { Ticket } from '#db/schema.ts'

type Shown = Pick<Ticket, 'priority' | 'state' | 'ownerId'>
const shown = ({ priority, state, ownerId }: Shown) => ({ priority, state, ownerId })

/** The version of what the form of a ticket changes. */
export const versionOfTicket = (ticket: Shown): string => versionOf(shown(ticket))

/** What changes them. */
export const TICKET_CHANGES = [
  'ticket.changed',
  'ticket.taken',
  'ticket.released',
  'ticket.solved',
  'ticket.reopened',
] as const

/**
 * Changes priority, state or owner of a ticket. Solving is another command, and a solved ticket opens again only with
 * its thread (`ticket.reopens_with_thread`). Throws conflict `form.faster`, `ticket.closed`, `ticket.move`; invalid
 * `ticket.owner_not_staff`.
 */
export const changeTicket = command(
  {
    name: 'ticket.change',
    input: z.object({
      ticketId: id,
      priority: z.enum(['low', 'normal', 'high', 'urgent']).optional(),
      state: z.enum(['open', 'pending', 'on_hold', 'closed']).optional(),
      ownerId: id.nullable().optional(),
      version,
      at: moment,
    }),
    callers: 'active',
  },
  async (trx, actor, { at, ...change }) => {
    const { ticket, thread } = await lockTicket(trx, actor, change.ticketId)
    const wanted = shown({ ...ticket, ...change })
    await refuseIfFaster(change.version, { now: shown(ticket), wanted }, () =>
      findLastChange(trx, { verbs: TICKET_CHANGES, about: { ticketId: ticket.id } }),
    )
    if (ticket.state === 'closed') {
      if (change.state === 'closed') return
      throw conflict('ticket.closed')
    }

    const state = change.state ?? ticket.state
    if (state !== ticket.state) {
      if (ticket.state === 'solved' && state === 'open') throw conflict('ticket.reopens_with_thread')
      if (!canMove(ticket.state, state)) throw conflict('ticket.move')
    }
    const ownerId = change.ownerId === undefined ? ticket.ownerId : change.ownerId
    if (ownerId !== null && ownerId !== ticket.ownerId) {
      const owner = await findActor(trx, ownerId)
      if (!owner || !isStaff(owner, thread.categoryId)) throw invalid('ownerId', 'ticket.owner_not_staff')
    }

    const before = { priority: ticket.priority, state: ticket.state, ownerId: ticket.ownerId }
    const after = { priority: change.priority ?? ticket.priority, state, ownerId }
    const changed = (['priority', 'state', 'ownerId'] as const).filter((name) => before[name] !== after[name])
    if (changed.length === 0) return

    const clocks = state === ticket.state ? {} : moveClocks(ticket, state, await getClock(trx, ticket.policyId), at)
    await trx
      .updateTable('tickets')
      .set({ ...after, ...clocks, closedAt: state === 'closed' ? at : null, updatedAt: at })
      .where('id', '=', ticket.id)
      .execute()

    const pick = (values: typeof after): Partial<typeof after> =>
      Object.fromEntries(changed.map((name) => [name, values[name]]))
    recordEvent(
      trx,
      actor,
      'ticket.changed',
      { threadId: thread.id, ticketId: ticket.id },
      { before: pick(before), after: pick(after) },
    )
  },
)
