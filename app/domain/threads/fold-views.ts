import { sql } from 'kysely'
import { readIds, type Swept, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000
const BATCH = 500

/**
 * Replaces the readers of earlier days by their number: the rows exist only so that nobody counts twice in a day (UTC).
 * Those of yesterday stay, for a process whose clock is a little late. The number that a thread shows does not change.
 */
export function foldViews(db: Db, { now }: { now: Date }): Promise<Swept> {
  const before = new Date(now.getTime() - DAY).toISOString().slice(0, 10)
  const threads = readIds((after) =>
    db
      .selectFrom('threadViews')
      .where('threadId', '>', after)
      .where('day', '<', before)
      .select('threadId as id')
      .distinct()
      .orderBy('threadId')
      .limit(BATCH)
      .execute(),
  )
  return sweepBatches(db, { name: 'threads.fold_views', kind: 'thread' }, threads, async (trx, threadIds) => {
    // Locked in the order of ids, as when two threads are merged. A second worker waits here, and then finds no rows.
    await sql`select id from threads where id = any(${threadIds}) order by id for no key update`.execute(trx)
    await sql`
      with folded as (
        delete from thread_views where thread_id = any(${threadIds}) and day < ${before} returning thread_id
      ), sums as (
        select thread_id, count(*)::integer as views from folded group by thread_id
      )
      update threads set past_views = past_views + sums.views from sums where threads.id = sums.thread_id`.execute(trx)
  })
}
