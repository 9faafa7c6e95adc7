import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBlank, storable, typedLine, typedText } from '#app/text/typed-text.ts'

test.each([
  ['a\0b', 'a\ufffdb'],
  ['a\ud800b', 'a\ufffdb'],
  ['\udc00\ud800', '\ufffd\ufffd'],
  ['👍 مرحبا', '👍 مرحبا'],
])('%j is stored as %j', (text, stored) => expect(storable(text)).toBe(stored))

test('whatever is typed can be stored, and storing it again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      (text) => {
        const stored = storable(text)
        expect(stored.isWellFormed() && !stored.includes('\0')).toBe(true)
        for (const form of [storable, typedText, typedLine]) expect(form(form(text))).toBe(form(text))
      },
    ),
  )
})

test('a text keeps its lines, with the line ends of the database', () => {
  expect(typedText(' a\r\nb\rc\n\n d \r\n')).toBe('a\nb\nc\n\n d')
})

test('a text has no control characters in it, except those that begin a line or a column', () => {
  expect(typedText('a\u0007\u001b[31mb\u007f\tc\u000bd\u000ce\u0085f\u009b')).toBe('a[31mb\tc\nd\ne\nf')
})

test('a line has no others in it, and turns nothing around', () => {
  expect(typedLine(' a\r\n\tb\u0007 c ')).toBe('a b c')
  expect(typedLine('admin\u202enimda')).toBe('adminnimda')
  expect(typedLine('e\u0301')).toBe('\u00e9')
})

describe('nothing to see', () => {
  test.each(['', '  \n', '\u200b\u200b', '\u3164', '\u2800', '\u00ad\u2060', '\ue000'])('%j', (text) => {
    expect(isBlank(text)).toBe(true)
  })
  test.each(['a', '👍', '…', 'م', '\u200ba', '漢', '\u0ba8\u0bbf'])('but not %j', (text) =>
    expect(isBlank(text)).toBe(false),
  )
})
