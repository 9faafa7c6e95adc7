import { prepare } from '#app/domain/prepare.ts'
import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import type { Db } from '#db/transaction.ts'

const storedValue = prepare((db, _viewer, { name }: { name: string }) =>
  db.selectFrom('settings').where('name', '=', name).select('value'),
)

/** The present value of a group of settings, with defaults for what nobody has set. */
export async function getSetting<Name extends SettingName>(db: Db, name: Name): Promise<Setting<Name>> {
  const [row] = await storedValue(db, null, { name })
  return parseSetting(name, row?.value)
}

/** The same for a value that was read with other things; null gives the defaults. */
export const parseSetting = <Name extends SettingName>(name: Name, value: unknown): Setting<Name> =>
  settings[name].parse(value ?? {}) as Setting<Name>
