import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import { listPreferences } from '#app/domain/notifications/queries.ts'
import { byOneself, refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import type { NotificationKind } from '#db/schema.ts'

/** The version of what somebody has chosen, for the form that changes it. */
export const versionOfPreferences = (chosen: Record<NotificationKind, { site: boolean }>): string => versionOf(chosen)

/** Sets the kinds of notifications that somebody wants on the site; all others are off. Earlier notifications stay. Throws conflict `form.faster`. */
export const changePreferences = command(
  {
    name: 'notification.choose',
    input: z.object({ site: z.array(z.enum(NOTIFICATION_KINDS)).max(100), version }),
    callers: 'members',
  },
  async (trx, actor, { site, version: seen }) => {
    await trx.selectFrom('users').where('id', '=', actor.id).select('id').forNoKeyUpdate().execute()
    const wanted = Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, { site: site.includes(kind) }]))
    await refuseIfFaster(seen, { now: await listPreferences(trx, actor), wanted }, byOneself(actor))
    await trx
      .insertInto('notificationPreferences')
      .values(NOTIFICATION_KINDS.map((kind) => ({ userId: actor.id, kind, site: site.includes(kind) })))
      .onConflict((same) => same.columns(['userId', 'kind']).doUpdateSet((eb) => ({ site: eb.ref('excluded.site') })))
      .execute()
  },
)
