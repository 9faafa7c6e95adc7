import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import type { Db } from '#db/transaction.ts'

/** One group of settings as it stands now, with defaults for what nobody has set. */
export async function getSetting<Name extends SettingName>(db: Db, name: Name): Promise<Setting<Name>> {
  const row = await db.selectFrom('settings').where('name', '=', name).select('value').executeTakeFirst()
  return parseSetting(name, row?.value)
}

/** The same, of a value that was read together with other things; nothing is what nobody has set. */
export const parseSetting = <Name extends SettingName>(name: Name, value: unknown): Setting<Name> =>
  settings[name].parse(value ?? {}) as Setting<Name>
