import type { TicketState } from '#db/schema.ts'

/**
 * The life of a ticket: from each state to which ones. Solved and back to open follow the thread, so that a ticket is
 * never open for a solved thread or the other way round.
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
