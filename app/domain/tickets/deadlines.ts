import type { Clock } from '#app/domain/calendars/queries.ts'
import { addWorkingMinutes, workingMinutesBetween } from '#app/domain/calendars/working-time.ts'
import { isPaused } from '#app/domain/tickets/ticket-moves.ts'
import type { Ticket, TicketState } from '#db/schema.ts'

/** The deadlines of the first response and of the solution count from the creation of the ticket. */
export function openingDeadlines({ policy, calendar }: Clock, now: Date) {
  return {
    firstResponseDueAt: addWorkingMinutes(calendar, now, policy.firstResponseMinutes),
    solutionDueAt: addWorkingMinutes(calendar, now, policy.solutionMinutes),
  }
}

/** The deadline of the next response counts from the last message of the requester. */
export function nextResponseDeadline({ policy, calendar }: Clock, since: Date): Date {
  return addWorkingMinutes(calendar, since, policy.nextResponseMinutes)
}

export type Clocks = Pick<
  Ticket,
  | 'state'
  | 'pausedSince'
  | 'pausedMinutes'
  | 'solvedAt'
  | 'firstRespondedAt'
  | 'firstResponseDueAt'
  | 'nextResponseDueAt'
  | 'solutionDueAt'
>

/**
 * How a change of state changes the clocks of a ticket. They stop while it is pending, on hold or solved. Moving
 * between two paused states continues the same pause, so that no minute counts twice.
 */
export function moveClocks(ticket: Clocks, to: TicketState, { calendar }: Clock, now: Date): Partial<Clocks> {
  const change: Partial<Clocks> = { state: to }
  if (isPaused(to)) change.pausedSince = ticket.pausedSince ?? now
  else change.pausedSince = null

  const stoppedAt = ticket.pausedSince ?? (ticket.state === 'solved' ? ticket.solvedAt : null)
  const goesOn = to === 'closed' || (isPaused(ticket.state) && isPaused(to))
  if (stoppedAt === null || goesOn) return change

  const stood = Math.round(workingMinutesBetween(calendar, stoppedAt, now))
  const shifted = (due: Date | null) => due && addWorkingMinutes(calendar, due, stood)
  return {
    ...change,
    pausedMinutes: ticket.pausedMinutes + stood,
    firstResponseDueAt: ticket.firstRespondedAt ? ticket.firstResponseDueAt : shifted(ticket.firstResponseDueAt),
    nextResponseDueAt: shifted(ticket.nextResponseDueAt),
    solutionDueAt: shifted(ticket.solutionDueAt),
  }
}
