import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'

/** Sets the kinds of notifications that somebody wants on the site; all others are off. Earlier notifications stay. */
export const changePreferences = command(
  {
    name: 'notification.choose',
    input: z.object({ site: z.array(z.enum(NOTIFICATION_KINDS)).max(100) }),
    callers: 'members',
  },
  async (trx, actor, { site }) => {
    await trx
      .insertInto('notificationPreferences')
      .values(NOTIFICATION_KINDS.map((kind) => ({ userId: actor.id, kind, site: site.includes(kind) })))
      .onConflict((same) => same.columns(['userId', 'kind']).doUpdateSet((eb) => ({ site: eb.ref('excluded.site') })))
      .execute()
  },
)
