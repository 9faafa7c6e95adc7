import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/**
 * Marks once each clock of a running ticket that passed its deadline. Tickets that another transaction has locked are
 * left for the next minute, so any number of workers may do this at the same time.
 */
export async function markBreaches(db: Db, { now }: { now: Date }): Promise<number> {
  const marked = await sql`
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
    where id in (
      select id from tickets
      where state in ('new', 'open') and (
        (first_response_breached_at is null and first_responded_at is null and first_response_due_at < ${now})
        or (next_response_breached_at is null and next_response_due_at < ${now})
        or (solution_breached_at is null and solution_due_at < ${now}))
      order by id
      for no key update skip locked
    )`.execute(db)
  return Number(marked.numAffectedRows ?? 0)
}
