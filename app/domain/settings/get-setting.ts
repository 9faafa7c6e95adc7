import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import type { Db } from '#db/transaction.ts'

/** One group of settings as it stands now, with defaults for what nobody has set. */
export async function getSetting<Name extends SettingName>(db: Db, name: Name): Promise<Setting<Name>> {
  const row = await db.selectFrom('settings').where('name', '=', name).select('value').executeTakeFirst()
  return settings[name].parse(row?.value ?? {}) as Setting<Name>
}
