import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seenWords, skeleton } from '#app/text/skeleton.ts'

const PLAIN = { signs: false, withoutNumbers: false, clIsD: false }
const seen = (text: string, way = PLAIN) => skeleton(seenWords(text, way))

test('a name has the same shape with any of its letters replaced by a look-alike', () => {
  const ALIKE: Record<string, string[]> = {
    a: ['а', 'α', 'ａ', 'á', '𝒂', 'A', 'А', 'ᴀ', '4'],
    e: ['е', 'è', 'ｅ', 'Ε', 'ҽ', '3'],
    i: ['l', '1', 'I', 'і', 'í', 'ι', '|', 'ı', 'İ'],
    l: ['I', '1', 'ӏ', 'ｌ', 'ⅼ', 'ʟ'],
    o: ['0', 'о', 'ο', 'ö', 'օ', 'ⲟ'],
    m: ['rn', 'м', 'ｍ', 'ᴍ'],
    n: ['ո', 'ñ', 'ɴ', 'N\u0336'],
    s: ['ѕ', 'ş', 'ꜱ', 'S', '5'],
    w: ['vv', 'ԝ', 'ｗ'],
  }
  const letter = fc.constantFrom(...Object.keys(ALIKE)).chain((letter) =>
    fc.record({
      letter: fc.constant(letter),
      alike: fc.constantFrom(letter, ...(ALIKE[letter] ?? [])),
      unseen: fc.constantFrom('', '', '\u200b', '\u00ad', '\u034f'),
    }),
  )
  // A word begins with a letter of which no digit is made.
  const word = fc.tuple(
    fc.constantFrom('n', 'ñ'),
    fc.array(letter, { maxLength: 6 }),
    fc.constantFrom('', '-', ' ', '.', '🛡️'),
  )
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const plain = words.map(([, letters]) => `n${letters.map((each) => each.letter).join('')}`).join('')
      const disguised = words
        .map(([first, letters, sign]) => first + letters.map(({ alike, unseen }) => alike + unseen).join('') + sign)
        .join('')
      expect(seen(disguised)).toBe(seen(plain))
    }),
  )
})

test.each([
  ['Мarion', 'Marion'],
  ['ＭＡＲＩＯＮ', 'marion'],
  ['𝓜𝓪𝓻𝓲𝓸𝓷', 'marion'],
  ['Søren Łukasz', 'soren-lukasz'],
  ['Straße', 'STRASSE'],
  ['Aɴɴᴀ', 'anna'],
])('%s and %s are one', (one, other) => expect(seen(one)).toBe(seen(other)))

test.each([
  ['Marion', 'Mario'],
  ['が', 'か'],
  ['राम', 'रमा'],
  ['花子', '花'],
  ['Person 3', 'Person 4'],
  ['Person 3', 'Person e'],
])('%s and %s are not', (one, other) => expect(seen(one)).not.toBe(seen(other)))

test('signs stand for letters, numbers for nothing and cl for a d when they are read so', () => {
  expect(seen('N@dia', { ...PLAIN, signs: true })).toBe(seen('nadia'))
  expect(seen('🅝🄰🅓🄸🅐 🇽', { ...PLAIN, signs: true })).toBe(seen('nadiax'))
  expect(seen('nadia1985 (2)', { ...PLAIN, withoutNumbers: true })).toBe(seen('nadia'))
  expect(seen('Naclia', { ...PLAIN, clIsD: true })).toBe(seen('nadia'))
  expect(seen('Naclia')).not.toBe(seen('nadia'))
})

test('there is nothing to see in signs alone, and a long name takes no time', () => {
  for (const text of ['', ' ', '🛡️🛡️', '\u0301', '\u200b', '...']) expect(seenWords(text, PLAIN), text).toEqual([])
  const started = performance.now()
  for (const text of ['a\u0301'.repeat(1e6), '\u0301'.repeat(1e6), '1 '.repeat(1e6), 'Я'.repeat(1e6)]) {
    for (const signs of [false, true]) seenWords(text, { signs, withoutNumbers: true, clIsD: true })
  }
  expect(performance.now() - started).toBeLessThan(500)
})
