import { sql } from 'kysely'

/** The earliest deadline of the clocks of a ticket that still run: what the desk says, and puts its lists in order by. */
export const dueAt = sql<Date | null>`case when tickets.state in ('new', 'open') then least(
  case when tickets.first_responded_at is null then tickets.first_response_due_at end,
  tickets.next_response_due_at, tickets.solution_due_at) end`

/**
 * When staff owe a reply to the requester of a ticket, or owed it; null when they owe none. It is the deadline that the
 * desk shows, so that what is promised is what is worked by.
 */
export const replyDueAt = sql<Date | null>`case
  when tickets.first_responded_at is null or tickets.next_response_due_at is not null then ${dueAt} end`
