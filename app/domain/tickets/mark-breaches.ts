import { type SqlBool, sql } from 'kysely'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import type { Db, Trx } from '#db/transaction.ts'

/** Staff are warned this long before a deadline, once for each. */
const WARNED_MINUTES = 60
const BATCH_SIZE = 500

const COLUMNS = [
  'id',
  'threadId',
  'createdAt',
  'customerWaitingSince',
  'firstRespondedAt',
  'firstResponseDueAt',
  'firstResponseBreachedAt',
  'nextResponseDueAt',
  'nextResponseBreachedAt',
  'solutionDueAt',
  'solutionBreachedAt',
  'warnedOf',
] as const

const running = (db: Db | Trx) => db.selectFrom('tickets').where('state', 'in', ['new', 'open'])

/** The ticket under a lock; undefined while another transaction holds it: the next minute comes to it again. */
const lockTicketRow = (trx: Trx, id: number) =>
  running(trx).where('id', '=', id).select(COLUMNS).forNoKeyUpdate().skipLocked().executeTakeFirst()

type Row = NonNullable<Awaited<ReturnType<typeof lockTicketRow>>>

/** The clocks of a ticket that run to a deadline, the nearest first. */
function clocksOf(ticket: Row) {
  const clocks = [
    {
      clock: 'first',
      dueAt: ticket.firstRespondedAt === null ? ticket.firstResponseDueAt : null,
      beganAt: ticket.createdAt,
      breached: 'firstResponseBreachedAt',
    },
    {
      clock: 'next',
      dueAt: ticket.nextResponseDueAt,
      beganAt: ticket.customerWaitingSince,
      breached: 'nextResponseBreachedAt',
    },
    { clock: 'solution', dueAt: ticket.solutionDueAt, beganAt: ticket.createdAt, breached: 'solutionBreachedAt' },
  ] as const
  return clocks
    .flatMap(({ dueAt, ...clock }) => (dueAt === null ? [] : [{ ...clock, dueAt }]))
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
}

/**
 * Marks once each clock of a running ticket that passed its deadline, and records it: staff are told. Tickets that
 * another transaction has locked are left for the next minute, so any number of workers may do this at the same time.
 */
export function markBreaches(db: Db, { now }: { now: Date }): Promise<Swept> {
  const isLate = sql<SqlBool>`(
    (first_response_breached_at is null and first_responded_at is null and first_response_due_at < ${now})
    or (next_response_breached_at is null and next_response_due_at < ${now})
    or (solution_breached_at is null and solution_due_at < ${now}))`
  return sweepTickets(db, 'tickets.mark_breaches', isLate, async (trx, ticket) => {
    const passed = clocksOf(ticket).filter(({ dueAt, breached }) => dueAt < now && ticket[breached] === null)
    if (passed.length === 0) return false
    await trx
      .updateTable('tickets')
      .set(Object.fromEntries(passed.map(({ breached }) => [breached, now])))
      .where('id', '=', ticket.id)
      .execute()
    const system = await getSystemActor(trx)
    for (const clock of passed) recordEvent(trx, system, 'ticket.breached', aboutOf(ticket), { after: factsOf(clock) })
    return true
  })
}

/**
 * Warns staff, once, of each deadline that comes within an hour. A clock that began less than an hour before it gives
 * no warning: what began it has just been told.
 */
export function warnOfDeadlines(db: Db, { now }: { now: Date }): Promise<Swept> {
  const soon = new Date(now.getTime() + WARNED_MINUTES * 60_000)
  const isNear = sql<SqlBool>`(
    (first_responded_at is null and first_response_due_at > ${now} and first_response_due_at <= ${soon})
    or (next_response_due_at > ${now} and next_response_due_at <= ${soon})
    or (solution_due_at > ${now} and solution_due_at <= ${soon}))`
  return sweepTickets(db, 'tickets.warn_of_deadlines', isNear, async (trx, ticket) => {
    const near = clocksOf(ticket).find(
      ({ dueAt, beganAt }) =>
        dueAt > now &&
        dueAt <= soon &&
        beganAt !== null &&
        dueAt.getTime() - beganAt.getTime() > WARNED_MINUTES * 60_000,
    )
    if (!near || ticket.warnedOf?.getTime() === near.dueAt.getTime()) return false
    await trx.updateTable('tickets').set({ warnedOf: near.dueAt }).where('id', '=', ticket.id).execute()
    recordEvent(trx, await getSystemActor(trx), 'ticket.due_soon', aboutOf(ticket), { after: factsOf(near) })
    return true
  })
}

const aboutOf = ({ id, threadId }: Row) => ({ threadId, ticketId: id })
const factsOf = ({ clock, dueAt }: ReturnType<typeof clocksOf>[number]) => ({ clock, dueAt: dueAt.toISOString() })

function sweepTickets(
  db: Db,
  name: string,
  condition: ReturnType<typeof sql<SqlBool>>,
  work: (trx: Trx, ticket: Row) => Promise<boolean>,
): Promise<Swept> {
  const found = (after: number) =>
    running(db).where('id', '>', after).where(condition).select('id').orderBy('id').limit(BATCH_SIZE).execute()
  const sweep = { name, subject: ({ id }: { id: number }) => `ticket ${id}` }
  return sweepRows(db, sweep, readRows(found), async (trx, { id }) => {
    const ticket = await lockTicketRow(trx, id)
    return ticket !== undefined && (await work(trx, ticket))
  })
}
