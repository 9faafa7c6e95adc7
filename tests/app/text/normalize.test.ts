import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { normalize } from '#app/text/normalize.ts'
import { typedLine } from '#app/text/typed-text.ts'

const APP = join(import.meta.dirname, '../../../app')

test('letters are put together and taken apart as Unicode says', () => {
  expect(normalize('e\u0301te\u0301', 'NFC')).toBe('été')
  expect(normalize('été', 'NFD')).toBe('e\u0301te\u0301')
  // A word of Vietnamese, and one of Hebrew with points and accents.
  expect(normalize('Việt', 'NFC')).toBe('Việt')
  expect(normalize('בְּרֵאשִׁ֖ית', 'NFC')).toBe('בְּרֵאשִׁ֖ית'.normalize('NFC'))
})

test('a letter has at most thirty marks, however many were sent: to sort them takes the square of their number', () => {
  const sent = `a${'\u0301\u0323'.repeat(100_000)}b`
  expect(normalize(sent, 'NFD')).toHaveLength(32)
  expect(typedLine(sent).length).toBeLessThan(32)
  expect(normalize(sent, 'NFD').endsWith('b')).toBe(true)
})

test('what people send is normalised nowhere else', () => {
  // In the browser everybody waits only for their own text; constants of ours are short.
  const others = readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/^(?:ui|import)\//.test(name) && name !== 'text/normalize.ts')
    .filter((name) => /\.normalize\(/.test(readFileSync(join(APP, name), 'utf8')))
  expect(others).toEqual(['domain/search/rank/read-search.ts'])
})
