import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSuspended } from '#app/domain/users/roles.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Replaces one group of settings. Throws forbidden `settings.change`; invalid `settings.value` with the field. */
export function changeSetting<Name extends SettingName>(
  db: Db,
  actor: Actor,
  name: Name,
  value: Setting<Name>,
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isAdmin(actor) || isSuspended(actor)) throw forbidden('settings.change')
    const parsed = settings[name].safeParse(value)
    if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.') ?? name, 'settings.value')

    const before = await getSetting(trx, name)
    const text = JSON.stringify(parsed.data)
    await trx
      .insertInto('settings')
      .values({ name, value: text, changedBy: actor.id })
      .onConflict((same) =>
        same.column('name').doUpdateSet({ value: text, changedBy: actor.id, changedAt: new Date() }),
      )
      .execute()
    await recordEvent(
      trx,
      actor,
      'settings.changed',
      {},
      { before: { [name]: before }, after: { [name]: parsed.data } },
    )
  })
}
