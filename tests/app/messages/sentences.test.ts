import { afterAll, expect, test } from 'vitest'
import en from '#app/messages/en.ts'
import fr from '#app/messages/fr.ts'
import { registerMessages } from '#app/messages/register-messages.server.ts'
import { type Area, type Options, smallSpeaker } from '#app/messages/sentences.ts'
import { translator } from '#app/messages/translate.ts'

// The other test files of the same process say sentences too.
afterAll(() => registerMessages('en', en))

const COUNTS = [undefined, 0, 1, 2, 1.5, 11, 21, 1_000_000]

function* leaves(messages: Area, path: string[] = []): Generator<{ path: string; text: string }> {
  for (const [name, value] of Object.entries(messages)) {
    if (typeof value === 'string') yield { path: [...path, name].join('.'), text: value }
    else yield* leaves(value as Area, [...path, name])
  }
}

test.each([
  ['en', en],
  ['fr', fr],
] as const)('a browser says every sentence as the server does: %s', (locale, areas: Record<string, Area>) => {
  registerMessages(locale, areas)
  const server = translator(locale) as (key: string, options: Options) => string
  const browser = smallSpeaker(locale)
  for (const [area, messages] of Object.entries(areas)) browser.add(area, messages)

  const differences: string[] = []
  for (const [area, messages] of Object.entries(areas)) {
    for (const { path, text } of leaves(messages)) {
      const names = [...text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map(([, name]) => name ?? '')
      // What people typed is never read as part of the sentence.
      const typed = Object.fromEntries(names.map((name) => [name, `$& {{count}} $t(common:edit) <${name}>`]))
      for (const key of new Set([path, path.replace(/_(zero|one|many|other)$/, '')])) {
        for (const count of COUNTS) {
          const options = count === undefined ? typed : { ...typed, count }
          if (server(`${area}:${key}`, options) !== browser.say(`${area}:${key}`, options))
            differences.push(
              `${key} ${count}: ${server(`${area}:${key}`, options)} | ${browser.say(`${area}:${key}`, options)}`,
            )
        }
      }
    }
  }
  expect(differences).toEqual([])
})

test('a sentence made before is told from every other one', () => {
  registerMessages('en', { test: { plain: '{{a}} {{b}}', thing_one: 'one {{a}}', thing_other: '{{count}} {{a}}' } })
  const t = translator('en') as (key: string, options: Options) => string
  const all = [
    ['test:plain', { a: 'x', b: 'y' }, 'x y'],
    ['test:plain', { b: 'x', a: 'y' }, 'y x'],
    ['test:plain', { a: 1, b: 'y' }, '1 y'],
    ['test:thing', { count: 1, a: 'x' }, 'one x'],
    ['test:thing', { count: 2, a: 'x' }, '2 x'],
    ['test:thing', { count: 2, a: 'y' }, '2 y'],
  ] as const
  for (let time = 0; time < 2; time++) for (const [key, options, said] of all) expect(t(key, options)).toBe(said)
  for (let index = 0; index < 6000; index++) expect(t('test:plain', { a: index, b: 'z' })).toBe(`${index} z`)
  expect(t('test:plain', { a: 'x', b: 'y' })).toBe('x y')
})
