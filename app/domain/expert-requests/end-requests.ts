import { sql } from 'kysely'
import { needsNoExpert } from '#app/domain/expert-requests/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const HOUR = 3_600_000

type Ended = { id: number; state: 'cancelled' | 'expired' }

/**
 * Every minute, by state: cancels the requests about threads that need no expert any more, which does not count against
 * the expert. Requests without a reply in time, and those that were accepted and not answered in time, expire. Each in
 * its own transaction.
 */
export async function endRequests(
  db: Db,
  { now }: { now: Date },
): Promise<{ cancelled: number; expired: number; failed: number }> {
  const { silenceHours, reservedHours } = await getSetting(db, 'experts')
  const ending = (id?: number) => sql<Ended>`
    select ending.id, ending.state from (
      select expert_requests.id, 'cancelled' as state
      from expert_requests join threads on threads.id = expert_requests.thread_id
      where expert_requests.state in ('open', 'accepted') and ${needsNoExpert}
      union all
      select id, 'expired' from expert_requests
      where (state = 'open' and asked_at <= ${new Date(now.getTime() - silenceHours * HOUR)})
        or (state = 'accepted' and decided_at <= ${new Date(now.getTime() - reservedHours * HOUR)})
    ) as ending ${id === undefined ? sql`` : sql`where ending.id = ${id}`} order by ending.id, ending.state`

  const ended = { cancelled: 0, expired: 0 }
  const { rows } = await ending().execute(db)
  // A request for both reasons is cancelled: this comes first.
  const due = rows.filter((row, at) => row.id !== rows[at - 1]?.id)
  const sweep = { name: 'experts.end_requests', subject: ({ id }: Ended) => `expert_request ${id}` }
  const { failed } = await sweepRows(db, sweep, due, async (trx, { id }) => {
    const lock = trx.selectFrom('expertRequests').where('id', '=', id).select('id').forNoKeyUpdate().skipLocked()
    if (!(await lock.executeTakeFirst())) return
    // Read again under the lock: the expert may have replied since.
    const [still] = (await ending(id).execute(trx)).rows
    if (!still) return
    await trx.updateTable('expertRequests').set({ state: still.state, decidedAt: now }).where('id', '=', id).execute()
    ended[still.state] += 1
  })
  return { ...ended, failed }
}
