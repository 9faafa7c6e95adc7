import { z } from 'zod'
import { versionOfSetting } from '#app/domain/settings/change-setting.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Setting, type SettingName, settings } from '#app/domain/settings/settings.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import type { Db } from '#db/transaction.ts'

type Value = number | boolean | string

/** One number or choice of a group, for a form. */
export type SettingField = {
  name: string
  fallback: Value
  value: Value
} & (
  | { kind: 'number'; min: number; max: number; whole: boolean }
  | { kind: 'boolean' }
  | { kind: 'choice'; options: string[] }
)

type Described = { type?: string; default?: Value; enum?: string[]; minimum?: number; maximum?: number }

/** The groups whose page is made from their fields; the privileges have a page of their own. */
export const FIELD_GROUPS = (Object.keys(settings) as SettingName[]).filter((name) => name !== 'privileges')

/** The fields of a group with their present and default values. Throws for a field that no form can show. */
export function fieldsOf(group: SettingName, values: Record<string, unknown>): SettingField[] {
  const { properties = {} } = z.toJSONSchema(settings[group], { io: 'input' })
  return Object.entries(properties as Record<string, Described>).map(([name, described]) => {
    const fallback = described.default
    if (fallback === undefined) throw new Error(`The setting ${group}.${name} has no default`)
    const value = (values[name] as Value | undefined) ?? fallback
    if (described.enum) return { name, fallback, value, kind: 'choice', options: described.enum }
    if (described.type === 'boolean') return { name, fallback, value, kind: 'boolean' }
    if (described.type !== 'integer' && described.type !== 'number') {
      throw new Error(`The setting ${group}.${name} is neither number, choice nor yes or no`)
    }
    const { minimum: min = 0, maximum: max = 1_000_000, type } = described
    return { name, fallback, value, kind: 'number', min, max, whole: type === 'integer' }
  })
}

/** Every group with its fields, in the order of `settings`. */
export async function listSettings(db: Db) {
  const groups = []
  for (const name of FIELD_GROUPS) groups.push(describeGroup(name, await getSetting(db, name)))
  return groups
}

export const describeGroup = (name: SettingName, value: Setting<SettingName>) => ({
  name,
  fields: fieldsOf(name, value),
  version: versionOfSetting(value),
})

/** The values of a group as its form sends them. */
export const typeSetting = (fields: SettingField[]): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ kind, name, value }) =>
      kind === 'boolean' ? (value ? [[name, 'on']] : []) : [[name, String(value)]],
    ),
  )

type Refusal = { field: string; code: ErrorCode; figures: Record<string, number> }

/** Reads the form of a group: its value, or the error of each field. */
export function readTyped(
  group: SettingName,
  typed: Record<string, string>,
): { value: Setting<SettingName>; errors?: undefined } | { value?: undefined; errors: Refusal[] } {
  const fields = fieldsOf(group, {})
  const parsed = settings[group].safeParse(Object.fromEntries(fields.map((field) => [field.name, read(field, typed)])))
  if (parsed.success) return { value: parsed.data }
  return {
    errors: parsed.error.issues.map((issue): Refusal => {
      const field = fields.find((each) => each.name === issue.path[0])
      if (field?.kind !== 'number') return { field: String(issue.path[0]), code: 'settings.value', figures: {} }
      const { min, max } = field
      return { field: field.name, code: field.whole ? 'settings.whole' : 'settings.between', figures: { min, max } }
    }),
  }
}

function read(field: SettingField, typed: Record<string, string>): unknown {
  const text = typed[field.name] ?? ''
  if (field.kind === 'boolean') return text === 'on'
  if (field.kind === 'choice') return text
  // An empty field is an error, and does not silently set the default.
  return text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'))
}
