import { getSetting } from '#app/domain/settings/get-setting.ts'
import { readIds, type Swept, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000
const BATCH_SIZE = 1000

/** Every night: deletes notifications that were read long ago. Unread ones stay. */
export async function deleteOldNotifications(db: Db, { now }: { now: Date }): Promise<Swept> {
  const { keepDays } = await getSetting(db, 'notifications')
  const before = new Date(now.getTime() - keepDays * DAY)
  const old = readIds((after) =>
    db
      .selectFrom('notifications')
      .where('readAt', '<', before)
      .where('id', '>', after)
      .select('id')
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute(),
  )
  return sweepBatches(db, { name: 'notifications.delete_old', kind: 'notification' }, old, (trx, ids) =>
    trx.deleteFrom('notifications').where('id', 'in', ids).execute(),
  )
}
