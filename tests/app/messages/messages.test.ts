import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const PLURALS = { en: ['zero', 'one', 'other'], fr: ['zero', 'one', 'many', 'other'] }
const PLURAL_ENDING = /_(zero|one|two|few|many|other)$/

type Messages = Record<string, string>

function flatten(value: unknown, path: string, into: Messages): Messages {
  if (typeof value === 'string') into[path] = value
  else for (const [key, inner] of Object.entries(value as object)) flatten(inner, path ? `${path}.${key}` : key, into)
  return into
}

/** Every sentence of a language, by `area:key`. */
function messagesOf(locale: 'en' | 'fr'): Messages {
  const folder = join(ROOT, 'app/messages', locale)
  const all: Messages = {}
  for (const file of readdirSync(folder)) {
    const area = file.replace(/\.json$/, '')
    const inner = flatten(JSON.parse(readFileSync(join(folder, file), 'utf8')), '', {})
    for (const [key, text] of Object.entries(inner)) all[`${area}:${key}`] = text
  }
  return all
}

const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))

const en = messagesOf('en')
const fr = messagesOf('fr')
const isPlural = (key: string) => PLURAL_ENDING.test(key) && `${key.replace(PLURAL_ENDING, '')}_other` in en
const base = (key: string) => (isPlural(key) ? key.replace(PLURAL_ENDING, '') : key)
const areas = [...new Set(Object.keys(en).map((key) => key.split(':')[0]))]
const sources = [...filesOf('app'), ...filesOf('moderation')].join('\n')

const mention = new RegExp(`['"\`]((?:${areas.join('|')}):[\\w.]*)(['"\`]|\\$\\{[^}]*\\}([\\w.]*))`, 'g')
const exact = new Set<string>()
const patterns: Array<{ start: string; end: string }> = []
for (const [, start = '', closing = '', end = ''] of sources.matchAll(mention)) {
  if (closing.startsWith('$')) patterns.push({ start, end })
  else exact.add(start)
}

/** The refusals of the domain are named without their area; that something is not there is named by what it is. */
const isRefusal = (key: string) => {
  const code = key.slice('errors:'.length)
  // The limits of a line or a text name what they are of: `code: 'title'`.
  const limited = /^(.+)\.(missing|too_short|too_long)$/.exec(code)?.[1]
  return (
    sources.includes(`'${code}'`) ||
    sources.includes(`notFound('${code.replace(/\.not_found$/, '')}')`) ||
    (limited !== undefined && sources.includes(`code: '${limited}'`))
  )
}

describe('message files', () => {
  test('both languages have the same sentences', () => {
    const bases = (messages: Messages) => [...new Set(Object.keys(messages).map(base))].sort()
    expect(bases(fr)).toEqual(bases(en))
  })

  test.each([
    ['en', en],
    ['fr', fr],
  ] as const)('%s has every plural form that its grammar asks for', (locale, messages) => {
    const counted = [...new Set(Object.keys(messages).filter(isPlural).map(base))]
    const missing = counted.flatMap((key) =>
      PLURALS[locale]
        .filter((form) => form !== 'zero' && !(`${key}_${form}` in messages))
        .map((form) => `${key}_${form}`),
    )
    expect(missing).toEqual([])
  })

  test('each sentence takes in the same figures in both languages', () => {
    const figures = (text: string | undefined) => [...new Set((text ?? '').match(/\{\{\w+\}\}/g) ?? [])].sort()
    const differing = Object.keys(en)
      .filter((key) => key in fr && !isPlural(key))
      .filter((key) => figures(en[key]).join() !== figures(fr[key]).join())
    expect(differing).toEqual([])
  })

  test('no sentence is left that nothing says', () => {
    const isUsed = (key: string) =>
      exact.has(key) ||
      exact.has(base(key)) ||
      (key.startsWith('errors:') && isRefusal(key)) ||
      patterns.some(({ start, end }) => {
        if (start === 'errors:') return false
        return base(key).startsWith(start) && base(key).endsWith(end) && base(key).length > start.length + end.length
      })
    expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([])
  })

  test.each([
    ['en', en, /\bthreads?\b/i],
    ['fr', fr, /\b(?:fils?|discussions?|sujets? de discussion|tags?)\b/i],
  ] as const)('%s calls a thread a question, and a tag by its one name', (_locale, messages, otherWord) => {
    expect(Object.entries(messages).filter(([, text]) => otherWord.test(text.replace(/\{\{\w+\}\}/g, '')))).toEqual([])
  })

  test('French is set as French is: no straight apostrophe, no ordinary space before double punctuation', () => {
    const wrong = Object.entries(fr).filter(
      ([, text]) =>
        /\w'\w/.test(text) ||
        /[^\s\u00a0\u202f/]([!?;»]|:(?!\/\/|\w|$))/.test(text.replace(/\{\{\w+\}\}/g, 'x')) ||
        / [!?;:»]/.test(text),
    )
    expect(wrong).toEqual([])
  })
})
