import { DateTime } from 'luxon'
import { recordEvent, writeEvents } from '#app/domain/events/record-event.ts'
import { factText } from '#app/domain/events/verbs.ts'
import { countWeeklySearches } from '#app/domain/search/log/weekly-lists.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Every Monday: notifies staff, once a week, when searches of the week before found nothing or had no opened result.
 */
export function reportSearches(db: Db, actor: Actor, { now }: { now: Date }): Promise<void> {
  return inTransaction(db, async (trx) => {
    const week = DateTime.fromJSDate(now, { zone: 'utc' }).minus({ weeks: 1 }).startOf('week')
    const name = week.toFormat("kkkk-'W'WW")
    // The row of the actor is the lock: when two workers start at the same moment, only one of them notifies.
    await trx.selectFrom('users').where('id', '=', actor.id).forNoKeyUpdate().select('id').executeTakeFirst()
    await writeEvents(trx)
    const reported = await trx
      .selectFrom('events')
      .where('verb', '=', 'searches.listed')
      .where('createdAt', '>=', week.plus({ weeks: 1 }).toJSDate())
      .where(factText('searches.listed', 'after', 'week'), '=', name)
      .select('id')
      .executeTakeFirst()
    if (reported) return
    const counts = await countWeeklySearches(trx, week)
    if (counts.nothing + counts.unopened === 0) return
    recordEvent(trx, actor, 'searches.listed', {}, { after: { week: name, ...counts } })
  })
}
