import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import { isAdmin } from '#app/domain/users/roles.ts'

/** A group of settings with its new value. */
export type SettingChange = { [Name in SettingName]: { name: Name; value: Setting<Name> } }[SettingName]

const named = z.object({ name: z.enum(Object.keys(settings) as SettingName[]) })

const settingChange = z
  .custom<SettingChange>((given) => named.safeParse(given).success, 'input.malformed')
  .transform(({ name, value }, context) => {
    const parsed = settings[name].safeParse(value)
    if (parsed.success) return { name, value: parsed.data }
    const field = parsed.error.issues[0]?.path.join('.') ?? name
    context.addIssue({ code: 'custom', message: 'settings.value', path: [field] })
    return z.NEVER
  })

/** Replaces one group of settings. Throws forbidden `settings.change`; invalid `settings.value` with the field. */
export const changeSetting = command(
  { name: 'setting.change', input: settingChange, callers: 'writers' },
  async (trx, actor, { name, value }) => {
    if (!isAdmin(actor)) throw forbidden('settings.change')

    const before = await getSetting(trx, name)
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
