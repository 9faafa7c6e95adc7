import { sql } from 'kysely'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Staff are warned this long before a deadline, once for each. */
const WARNED_MINUTES = 60

type Clock = 'first' | 'next' | 'solution'
type Passed = { id: number; threadId: number; clocks: Array<{ clock: Clock; dueAt: string }> }

/**
 * Marks once each clock of a running ticket that passed its deadline, and records it: staff are told. Tickets that
 * another transaction has locked are left for the next minute, so any number of workers may do this at the same time.
 */
export function markBreaches(db: Db, { now }: { now: Date }): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<Passed>`
      with late as (
        select * from tickets
        where state in ('new', 'open') and (
          (first_response_breached_at is null and first_responded_at is null and first_response_due_at < ${now})
          or (next_response_breached_at is null and next_response_due_at < ${now})
          or (solution_breached_at is null and solution_due_at < ${now}))
        order by id
        for no key update skip locked
      ), clocks as (
        select late.id, clock.*, clock.due_at < ${now} and clock.breached_at is null as passed
        from late cross join lateral (values
          ('first', case when late.first_responded_at is null then late.first_response_due_at end,
            late.first_response_breached_at),
          ('next', late.next_response_due_at, late.next_response_breached_at),
          ('solution', late.solution_due_at, late.solution_breached_at)) as clock (clock, due_at, breached_at)
      )
      update tickets set
        first_response_breached_at = case when exists (
          select from clocks where clocks.id = tickets.id and clock = 'first' and passed)
          then ${now} else tickets.first_response_breached_at end,
        next_response_breached_at = case when exists (
          select from clocks where clocks.id = tickets.id and clock = 'next' and passed)
          then ${now} else tickets.next_response_breached_at end,
        solution_breached_at = case when exists (
          select from clocks where clocks.id = tickets.id and clock = 'solution' and passed)
          then ${now} else tickets.solution_breached_at end
      from late where tickets.id = late.id
      returning tickets.id, tickets.thread_id, (
        select json_agg(json_build_object('clock', clock, 'dueAt', due_at) order by due_at)
        from clocks where clocks.id = tickets.id and passed) as clocks`.execute(trx)

    const system = await getSystemActor(trx)
    for (const { id, threadId, clocks } of rows) {
      for (const after of clocks) recordEvent(trx, system, 'ticket.breached', { threadId, ticketId: id }, { after })
    }
    return rows.length
  })
}

/**
 * Warns staff, once, of each deadline that comes within an hour. A clock that began less than an hour before it gives
 * no warning: what began it has just been told.
 */
export function warnOfDeadlines(db: Db, { now }: { now: Date }): Promise<number> {
  return inTransaction(db, async (trx) => {
    const soon = new Date(now.getTime() + WARNED_MINUTES * 60_000)
    const { rows } = await sql<{ id: number; threadId: number; clock: Clock; dueAt: Date }>`
      with near as (
        select tickets.id, clock.clock, clock.due_at from tickets
        cross join lateral (
          select * from (values
            ('first', case when tickets.first_responded_at is null then tickets.first_response_due_at end,
              tickets.created_at),
            ('next', tickets.next_response_due_at, tickets.customer_waiting_since),
            ('solution', tickets.solution_due_at, tickets.created_at)) as clock (clock, due_at, began_at)
          where clock.due_at > ${now} and clock.due_at <= ${soon}
            and clock.due_at - make_interval(mins => ${WARNED_MINUTES}) > clock.began_at
          order by clock.due_at limit 1) as clock
        where tickets.state in ('new', 'open') and tickets.warned_of is distinct from clock.due_at
        order by tickets.id
        for no key update of tickets skip locked
      )
      update tickets set warned_of = near.due_at from near where tickets.id = near.id
      returning tickets.id, tickets.thread_id, near.clock, near.due_at`.execute(trx)

    const system = await getSystemActor(trx)
    for (const { id, threadId, clock, dueAt } of rows) {
      const after = { clock, dueAt: dueAt.toISOString() }
      recordEvent(trx, system, 'ticket.due_soon', { threadId, ticketId: id }, { after })
    }
    return rows.length
  })
}
