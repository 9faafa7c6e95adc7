import { NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { NotificationKind } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Of which kinds somebody wants to be told on the site; all others are off from now on. What was told stays. */
export function changePreferences(db: Db, actor: Actor, { site }: { site: NotificationKind[] }): Promise<void> {
  return inTransaction(db, async (trx) => {
    await trx
      .insertInto('notificationPreferences')
      .values(NOTIFICATION_KINDS.map((kind) => ({ userId: actor.id, kind, site: site.includes(kind) })))
      .onConflict((same) => same.columns(['userId', 'kind']).doUpdateSet((eb) => ({ site: eb.ref('excluded.site') })))
      .execute()
  })
}
