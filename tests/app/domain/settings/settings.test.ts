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

/** Figures that have a most of their own, and the least of each: what more or less of it would do harm. */
const LIMITS: Record<string, [number, number]> = {
  'suggestions.fromCharacters': [5, 60],
  'suggestions.shown': [1, 10],
  'suggestions.sendingPercent': [0, 100],
  'suggestions.duplicatePercent': [0, 100],
  'attachments.imageMegabytes': [1, 30],
  'attachments.megapixels': [1, 100],
  'attachments.animationMegapixels': [1, 2_000],
  'attachments.fileMegabytes': [1, 30],
  'drafts.perPerson': [1, 200],
  'experts.helpfulPercent': [0, 99],
  'closing.votesNeeded': [2, 20],
  'automaticReply.threshold': [0.5, 0.99],
  'automaticReply.historyDays': [7, 1000],
}

test('a figure is refused beyond its limits, and taken at them', () => {
  const limited = FIELD_GROUPS.flatMap((group) =>
    fieldsOf(group, {}).flatMap((field) => (field.kind === 'number' ? [{ group, ...field }] : [])),
  )
  const takes = (group: SettingName, name: string, value: number) =>
    settings[group].safeParse({ [name]: value }).success
  for (const { group, name, whole } of limited) {
    const path = `${group}.${name}`
    const [min, max] = LIMITS[path] ?? [null, 1_000_000]
    const step = whole ? 1 : 0.001
    expect([takes(group, name, max), takes(group, name, max + step)], `${path} at most`).toEqual([true, false])
    expect(takes(group, name, -1), `${path} below nothing`).toBe(false)
    if (min === null) continue
    expect([takes(group, name, min), takes(group, name, min - step)], `${path} at least`).toEqual([true, false])
  }
  expect(limited.map(({ group, name }) => `${group}.${name}`)).toEqual(expect.arrayContaining(Object.keys(LIMITS)))
})

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
