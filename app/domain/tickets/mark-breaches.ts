import { type SqlBool, sql } from 'kysely'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const BATCH_SIZE = 500

/**
 * Marks once each clock of a running ticket that passed its deadline. Tickets that another transaction has locked are
 * left for the next minute, so any number of workers may do this at the same time.
 */
export function markBreaches(db: Db, { now }: { now: Date }): Promise<Swept> {
  const isLate = sql<SqlBool>`(
    (first_response_breached_at is null and first_responded_at is null and first_response_due_at < ${now})
    or (next_response_breached_at is null and next_response_due_at < ${now})
    or (solution_breached_at is null and solution_due_at < ${now}))`
  const late = (db: Db) => db.selectFrom('tickets').where('state', 'in', ['new', 'open']).where(isLate).select('id')

  const rows = readRows((after) => late(db).where('id', '>', after).orderBy('id').limit(BATCH_SIZE).execute())
  const sweep = { name: 'tickets.mark_breaches', subject: ({ id }: { id: number }) => `ticket ${id}` }
  return sweepRows(db, sweep, rows, async (trx, { id }) => {
    if (!(await late(trx).where('id', '=', id).forNoKeyUpdate().skipLocked().executeTakeFirst())) return false
    await sql`
      update tickets set
        first_response_breached_at = case
          when first_responded_at is null and first_response_due_at < ${now} then coalesce(first_response_breached_at, ${now})
          else first_response_breached_at end,
        next_response_breached_at = case
          when next_response_due_at < ${now} then coalesce(next_response_breached_at, ${now})
          else next_response_breached_at end,
        solution_breached_at = case
          when solution_due_at < ${now} then coalesce(solution_breached_at, ${now})
          else solution_breached_at end
      where id = ${id}`.execute(trx)
    return true
  })
}
