import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { type Change, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { holdLock } from '#db/hold-lock.ts'
import type { Db, Trx } from '#db/transaction.ts'

/** A group of settings with its new value. */
export type SettingChange = {
  [Name in SettingName]: { name: Name; value: Setting<Name>; version?: string | undefined }
}[SettingName]

const named = z.object({ name: z.enum(Object.keys(settings) as SettingName[]), version })

const settingChange = z
  .custom<SettingChange>((given) => named.safeParse(given).success, 'input.malformed')
  .transform(({ name, value, version: seen }, context) => {
    const parsed = settings[name].safeParse(value)
    if (parsed.success) return { name, value: parsed.data, version: seen }
    const field = parsed.error.issues[0]?.path.join('.') ?? name
    context.addIssue({ code: 'custom', message: 'settings.value', path: [field] })
    return z.NEVER
  })

/** The version of a group of settings, for the form that changes it. */
export const versionOfSetting = (value: Setting<SettingName>): string => versionOf(value)

/**
 * Replaces one group of settings. Throws forbidden `settings.change`; conflict `form.faster`; invalid `settings.value`
 * with the field.
 */
export const changeSetting = command(
  { name: 'setting.change', input: settingChange, callers: 'writers' },
  async (trx, actor, { name, value, version: seen }) => {
    if (!isAdmin(actor)) throw forbidden('settings.change')

    await lockSettings(trx)
    const before = await getSetting(trx, name)
    await refuseIfFaster(seen, { now: before, wanted: value }, () => findChange(trx, name))
    const text = JSON.stringify(value)
    await trx
      .insertInto('settings')
      .values({ name, value: text, changedBy: actor.id })
      .onConflict((same) =>
        same.column('name').doUpdateSet({ value: text, changedBy: actor.id, changedAt: new Date() }),
      )
      .execute()
    recordEvent(trx, actor, 'settings.changed', {}, { before: { [name]: before }, after: { [name]: value } })
  },
)

const SETTINGS_LOCK = 1_702_131_322

/** A group that nobody has changed yet has no row that could be locked. */
const lockSettings = (trx: Trx): Promise<void> => holdLock(trx, SETTINGS_LOCK)

const findChange = (db: Db, name: SettingName): Promise<Change | undefined> =>
  db
    .selectFrom('settings')
    .innerJoin('users', 'users.id', 'settings.changedBy')
    .where('settings.name', '=', name)
    .select(['users.id', 'users.name', 'settings.changedAt as at'])
    .executeTakeFirst()
