import { visitorDraftsFrom } from '#app/domain/drafts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { readIds, type Swept, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 24 * 3_600_000
const BATCH_SIZE = 1000

/**
 * Deletes drafts that were not changed for the days that the setting says, discarded ones after a day, and what visitors
 * wrote and did not come back for.
 */
export async function expireDrafts(db: Db, { now }: { now: Date }): Promise<Swept> {
  await db.deleteFrom('visitorDrafts').where('savedAt', '<', visitorDraftsFrom(now)).execute()
  const { keepDays } = await getSetting(db, 'drafts')
  const old = readIds((after) =>
    db
      .selectFrom('drafts')
      .where((eb) =>
        eb.or([
          eb('savedAt', '<', new Date(now.getTime() - keepDays * DAY)),
          eb('discardedAt', '<', new Date(now.getTime() - DAY)),
        ]),
      )
      .where('id', '>', after)
      .select('id')
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute(),
  )
  return sweepBatches(db, { name: 'drafts.expire', kind: 'draft' }, old, (trx, ids) =>
    trx.deleteFrom('drafts').where('id', 'in', ids).execute(),
  )
}
