import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import en from '#app/messages/en.ts'
import { registerMessages } from '#app/messages/register-messages.server.ts'
import { translator } from '#app/messages/translate.ts'

const APP = join(import.meta.dirname, '../../../app')
const views = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx'))
  .map((name) => [name, readFileSync(join(APP, name), 'utf8')] as const)

// Names of languages in the language itself, and the page.
const OURS = ['root.tsx', 'ui/frame/footer.tsx', 'pages/kb/new.tsx', 'ui/prose.tsx', 'ui/written.tsx']

describe('what people write', () => {
  test('has the direction of its letters wherever its language is said', () => {
    const wrong = views
      .filter(([name]) => !OURS.includes(name))
      .flatMap(([name, text]) => (/<[a-z]\w*\s[^<]*?\blang=/.test(text) ? [name] : []))
    expect(wrong).toEqual([])
  })

  test('has it in every field in which it is typed', () => {
    const fields = views.flatMap(([name, text]) =>
      [...text.matchAll(/<(?:textarea|input)\s[^<]*?(?:\/>|<)/g)].map(([field]) => `${name}: ${field}`),
    )
    const typed = fields.filter(
      (field) => field.includes('<textarea') || /type="(?:text|search)"/.test(field) || !field.includes('type='),
    )
    expect(typed.length).toBeGreaterThan(5)
    expect(typed.filter((field) => !field.includes('dir="auto"') && !/type=\{/.test(field))).toEqual([])
  })

  test('has it in titles, names of people and tags, and texts shown elsewhere', () => {
    const bare = views.flatMap(([name, text]) =>
      [
        ...text.matchAll(
          /<(?:a|p|h1|h2|span)\s(?:[^<>]|=>)*>\s*\{(?:\w+\.)*(?:thread|item|article|post|tag|member)\.(?:title|excerpt|name)\}/g,
        ),
      ]
        .map(([element]) => `${name}: ${element}`)
        .filter((element) => !/dir="auto"|written\(|sr-only/.test(element)),
    )
    expect(bare).toEqual([])
  })
})

describe('a name from right to left', () => {
  beforeAll(() => registerMessages('en', en))

  test('stands as a whole in a sentence', () => {
    expect(translator('en')('notifications:sentence.answer', { count: 1, name: 'مريم' })).toBe(
      '\u2068مريم\u2069 answered',
    )
  })
  test('other names are left as they are', () => {
    expect(translator('en')('notifications:sentence.answer', { count: 1, name: 'Zoé' })).toBe('Zoé answered')
  })
})
