import type { TicketState } from '#db/schema.ts'

/**
 * The states of a ticket, and to which states it may go from each. "Solved", and from solved back to open, follow the
 * thread, so that a ticket is never open for a solved thread or the other way round.
 */
export const TICKET_MOVES: Record<TicketState, TicketState[]> = {
  new: ['open', 'pending', 'on_hold', 'solved'],
  open: ['pending', 'on_hold', 'solved'],
  pending: ['open', 'on_hold', 'solved'],
  on_hold: ['open', 'pending', 'solved'],
  solved: ['open', 'closed'],
  closed: [],
}

export const canMove = (from: TicketState, to: TicketState): boolean => TICKET_MOVES[from].includes(to)

export const isPaused = (state: TicketState): boolean => state === 'pending' || state === 'on_hold'
