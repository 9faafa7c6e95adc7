import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000

/** Deletes drafts that were not changed for the days that the setting says, and discarded ones after a day. */
export async function expireDrafts(db: Db, { now }: { now: Date }): Promise<void> {
  const { keepDays } = await getSetting(db, 'drafts')
  await db
    .deleteFrom('drafts')
    .where((eb) =>
      eb.or([
        eb('savedAt', '<', new Date(now.getTime() - keepDays * DAY)),
        eb('discardedAt', '<', new Date(now.getTime() - DAY)),
      ]),
    )
    .execute()
}
