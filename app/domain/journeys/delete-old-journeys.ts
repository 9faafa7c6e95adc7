import { sql } from 'kysely'
import { COUNTS, journeyFacts, MEASURE_NAMES } from '#app/domain/journeys/journey-facts.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const DAY = 86_400_000
const FORGET_LOCK = 1_785_819_237

/**
 * Every night: removes the keys whose cookie has expired; after that nothing connects a journey to a browser. Deletes
 * the journeys of whole days (UTC) that are older than the setting says, and keeps their counts.
 */
export function deleteOldJourneys(db: Db, { now }: { now: Date }): Promise<void> {
  return inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(${FORGET_LOCK})`.execute(trx)
    const { keepDays } = await getSetting(trx, 'journeys')
    await trx
      .updateTable('journeys')
      .set({ key: null })
      .where('key', 'is not', null)
      .where('begunAt', '<', new Date(now.getTime() - DAY))
      .execute()

    const midnight = Math.floor(now.getTime() / DAY) * DAY
    const old = sql`begun_at < ${new Date(midnight - keepDays * DAY)}`
    await sql`
      with ${journeyFacts(old, { now })}
      insert into funnel_days (day, locale, member, measure, count)
      select day, locale, member, measure, count
      from (
        select (begun_at at time zone 'UTC')::date as day, locale, member, ${COUNTS} as counts
        from facts group by 1, 2, 3
      ) days, unnest(${MEASURE_NAMES}, counts) measured (measure, count)
      where count > 0
      on conflict (day, locale, member, measure) do update set count = funnel_days.count + excluded.count`.execute(trx)
    await sql`delete from journeys where ${old}`.execute(trx)
  })
}
