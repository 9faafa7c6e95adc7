import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asUtf8 } from '#app/text/decode-text.ts'

const LOG = '2026-12-01 10:00:00 L’écran s’éteint – échec n° 3\r\nŁódź ✓ 漢\r\n'
const read = async (bytes: Uint8Array) => {
  const text = await asUtf8(bytes)
  return text && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text)
}
const le = (text: string) => Buffer.from(text, 'utf16le')
const be = (text: string) => Buffer.from(le(text)).swap16()

test.each([
  ['UTF-16 of Windows, with its mark', le(`\ufeff${LOG}`), LOG],
  ['UTF-16 the other way round', be(`\ufeff${LOG}`), LOG],
  [
    'UTF-16 without a mark',
    le('MSI (s) (5C:1C): Executing op – échec\r\n'),
    'MSI (s) (5C:1C): Executing op – échec\r\n',
  ],
  ['UTF-16 the other way round, without a mark', be('boot 1\nboot 2\n'), 'boot 1\nboot 2\n'],
  ['UTF-16 in Chinese', le('\ufeff漢字だけ'), '漢字だけ'],
  ['UTF-16 that was cut off in a letter', le('\ufeffboot').subarray(0, -1), 'boo'],
  ['UTF-16 with room reserved behind it', Buffer.concat([le('\ufeffboot\n'), Buffer.alloc(512)]), 'boot\n'],
  ['one byte a letter', Buffer.from('Temp\u00e9rature \u0080', 'latin1'), 'Température €'],
  ['UTF-8 with room reserved behind it', Buffer.concat([Buffer.from('démarré\n'), Buffer.alloc(512)]), 'démarré\n'],
  [
    'an XML file that says how it is encoded',
    le('\ufeff<?xml version="1.0" encoding="utf-16"?><a/>'),
    '<?xml version="1.0" encoding="UTF-8"?><a/>',
  ],
])('%s becomes UTF-8', async (_, bytes, text) => expect(await read(bytes)).toBe(text))

test('UTF-8 stays as it is, with its mark and its colours', async () => {
  for (const text of [LOG, `\ufeff${LOG}`, '\u001b[31mred\u001b[0m', '']) {
    expect(Buffer.from((await asUtf8(Buffer.from(text))) ?? []).equals(Buffer.from(text))).toBe(true)
  }
})

test.each([
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82])],
  ['a program', Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff])],
  ['zeros among letters', Buffer.from('zero \0 byte')],
  ['bytes that no letter has', Buffer.from([0xe9, 1, 2, 3, 0xff])],
  ['half a pair after a mark', Buffer.from([0xff, 0xfe, 0, 0xd8, 65, 0])],
])('%s is no text', async (_, bytes) => expect(await asUtf8(bytes)).toBeUndefined())

test('whatever somebody writes comes back, in both orders of UTF-16', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => !/\p{Cc}|^\ufeff/u.test(each))
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), async (typed, turned) => {
      expect(await read((turned ? be : le)(`\ufeff${typed}`))).toBe(typed)
    }),
  )
})

test('a large file is converted in slices: letters on their borders are whole, and others have their turn', async () => {
  const text = `${'é漢'.repeat(400_000)}!`
  let turns = 0
  const others = setInterval(() => turns++, 0)
  expect(await read(le(`\ufeff${text}`))).toBe(text)
  clearInterval(others)
  expect(turns).toBeGreaterThan(2)
})
