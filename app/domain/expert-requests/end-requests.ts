import { sql } from 'kysely'
import { needsNoExpert } from '#app/domain/expert-requests/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const HOUR = 3_600_000

/**
 * Every minute, by state: cancels the requests about threads that need no expert any more, which does not count against
 * the expert. Requests without a reply in time, and those that were accepted and not answered in time, expire.
 */
export function endRequests(db: Db, { now }: { now: Date }): Promise<{ cancelled: number; expired: number }> {
  return inTransaction(db, async (trx) => {
    const { silenceHours, reservedHours } = await getSetting(trx, 'experts')
    const cancelled = await sql`
      update expert_requests set state = 'cancelled', decided_at = ${now}
      where expert_requests.id in (
        select expert_requests.id from expert_requests join threads on threads.id = expert_requests.thread_id
        where expert_requests.state in ('open', 'accepted') and ${needsNoExpert}
        order by expert_requests.id for no key update of expert_requests skip locked)`.execute(trx)
    const expired = await sql`
      update expert_requests set state = 'expired', decided_at = ${now}
      where id in (
        select id from expert_requests
        where (state = 'open' and asked_at <= ${new Date(now.getTime() - silenceHours * HOUR)})
          or (state = 'accepted' and decided_at <= ${new Date(now.getTime() - reservedHours * HOUR)})
        order by id for no key update skip locked)`.execute(trx)
    return { cancelled: Number(cancelled.numAffectedRows ?? 0), expired: Number(expired.numAffectedRows ?? 0) }
  })
}
