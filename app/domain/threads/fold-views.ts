import { sql } from 'kysely'
import { type Db, inTransaction } from '#db/transaction.ts'

const DAY = 86_400_000
const BATCH = 2000

/**
 * Replaces the readers of earlier days by their number: the rows exist only so that nobody counts twice in a day (UTC).
 * Those of yesterday stay, for a process whose clock is a little late. The number that a thread shows does not change.
 */
export async function foldViews(db: Db, { now }: { now: Date }): Promise<void> {
  const before = new Date(now.getTime() - DAY).toISOString().slice(0, 10)
  let last: number | undefined = 0
  while (last !== undefined) last = await foldSome(db, { after: last, before })
}

/**
 * Some threads in the order of their ids, in their own transaction; returns the id of the last one, if there was any.
 */
function foldSome(db: Db, { after, before }: { after: number; before: string }): Promise<number | undefined> {
  return inTransaction(db, async (trx) => {
    const rows = await trx
      .selectFrom('threadViews')
      .where('threadId', '>', after)
      .where('day', '<', before)
      .select('threadId')
      .orderBy('threadId')
      .limit(BATCH)
      .execute()
    const threadIds = [...new Set(rows.map((row) => row.threadId))]
    if (threadIds.length === 0) return undefined

    // Locked in the order of ids, as when two threads are merged. A second worker waits here, and then finds no rows.
    await sql`select id from threads where id = any(${threadIds}) order by id for no key update`.execute(trx)
    await sql`
      with folded as (
        delete from thread_views where thread_id = any(${threadIds}) and day < ${before} returning thread_id
      ), sums as (
        select thread_id, count(*)::integer as views from folded group by thread_id
      )
      update threads set past_views = past_views + sums.views from sums where threads.id = sums.thread_id`.execute(trx)
    return threadIds.at(-1)
  })
}
