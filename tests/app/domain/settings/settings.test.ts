import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FIELD_GROUPS, fieldsOf } from '#app/domain/settings/setting-fields.ts'
import { type SettingName, settings } from '#app/domain/settings/settings.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const messages = (locale: string): Record<string, Record<string, string>> =>
  JSON.parse(readFileSync(join(ROOT, `app/messages/${locale}/settings.json`), 'utf8'))

const sources = ['app', 'moderation', 'db'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('domain/settings/'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
)

describe.each(FIELD_GROUPS)('the group %s', (group: SettingName) => {
  const fields = fieldsOf(group, {})

  test.each(['en', 'fr'])('has its sentences in %s', (locale) => {
    const sentences = messages(locale)[group] ?? {}
    const needed = fields.flatMap((field) =>
      field.kind === 'choice'
        ? [field.name, ...field.options.map((option) => `${field.name}_${option}`)]
        : [field.name],
    )
    expect(['title', 'text', ...needed].filter((key) => !sentences[key])).toEqual([])
    const known = new Set(['title', 'text', ...needed, ...fields.map((field) => `${field.name}_hint`)])
    expect(Object.keys(sentences).filter((key) => !known.has(key))).toEqual([])
  })

  test('has defaults that it takes itself', () => {
    expect(fields.length).toBeGreaterThan(0)
    expect(settings[group].safeParse({}).success).toBe(true)
  })

  test('is read by the code, field by field', () => {
    const readers = sources.filter((source) =>
      new RegExp(`(getSetting\\(\\s*\\w+,\\s*|parseSetting\\(|\\.name = )'${group}'`).test(source),
    )
    expect(readers).not.toEqual([])
    // A reader may hand what it read to a rule beside it.
    const unread = fields.filter((field) => !sources.some((source) => new RegExp(`\\b${field.name}\\b`).test(source)))
    expect(unread.map((field) => field.name)).toEqual([])
  })
})
