import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const DAY = 86_400_000

/** Every night: deletes notifications that were read long ago. Unread ones stay. */
export function deleteOldNotifications(db: Db, { now }: { now: Date }): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { keepDays } = await getSetting(trx, 'notifications')
    const gone = await trx
      .deleteFrom('notifications')
      .where('readAt', '<', new Date(now.getTime() - keepDays * DAY))
      .executeTakeFirst()
    return Number(gone.numDeletedRows)
  })
}
