import { beforeEach, describe, expect, test } from 'vitest'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { canMove, TICKET_MOVES } from '#app/domain/tickets/ticket-moves.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { TicketState } from '#db/schema.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const STATES = Object.keys(TICKET_MOVES) as TicketState[]
const BY_HAND: NonNullable<Parameters<typeof changeTicket>[2]['state']>[] = ['open', 'pending', 'on_hold', 'closed']
let staff: Actor

beforeEach(async () => {
  staff = await createUser({ roles: ['staff'] })
})

async function ticketIn(state: TicketState) {
  const ticket = await createTicket()
  if (state === 'open' || state === 'pending' || state === 'on_hold') {
    await changeTicket(db, staff, { ticketId: ticket.id, state })
  }
  if (state === 'solved' || state === 'closed') await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.' })
  if (state === 'closed') await changeTicket(db, staff, { ticketId: ticket.id, state: 'closed' })
  return ticket
}

describe('by hand, each state to each other', () => {
  const cases = STATES.flatMap((from) => BY_HAND.filter((to) => to !== from).map((to) => [from, to] as const))

  test.each(cases)('%s to %s', async (from, to) => {
    const ticket = await ticketIn(from)
    const moved = changeTicket(db, staff, { ticketId: ticket.id, state: to })

    if (from === 'closed') await expect(moved).rejects.toMatchObject({ kind: 'conflict', code: 'ticket.closed' })
    else if (from === 'solved' && to === 'open') {
      await expect(moved).rejects.toMatchObject({ code: 'ticket.reopens_with_thread' })
    } else if (!canMove(from, to)) await expect(moved).rejects.toMatchObject({ code: 'ticket.move' })
    else await expect(moved).resolves.toBeUndefined()

    const { state } = await db
      .selectFrom('tickets')
      .where('id', '=', ticket.id)
      .select('state')
      .executeTakeFirstOrThrow()
    const allowed = canMove(from, to) && !(from === 'solved' && to === 'open')
    expect(state).toBe(allowed ? to : from)
  })
})

test.each(['new', 'open', 'pending', 'on_hold'] as const)('%s can be solved', async (from) => {
  const ticket = await ticketIn(from)
  await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.' })
  const row = await db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: 'solved', solvedBy: staff.id, pausedSince: null })
})

test('nothing leaves closed', () => {
  expect(STATES.filter((to) => canMove('closed', to))).toEqual([])
})
