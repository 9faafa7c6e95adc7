import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { cleanGif } from '#app/platform/clean-gif.ts'
import { animation, recording } from '#tests/support/uploads.ts'

const framesOf = async (gif: Uint8Array | undefined) => (await sharp(gif, { animated: true }).metadata()).pages

test('an animation keeps its frames, their times and its loop, byte for byte', async () => {
  for (const gif of [await animation({ frames: 6 }), recording({ frames: 5 })]) {
    expect(Buffer.from(cleanGif(gif) ?? []).equals(gif)).toBe(true)
  }
  expect(await framesOf(cleanGif(recording({ frames: 5 })))).toBe(5)
})

test('comments, data of programs and what hangs behind it are gone', async () => {
  const gif = recording({ frames: 2, comment: 'the place where I live' })
  const program = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from('XMP DataXMP'),
    Buffer.from([2, 65, 66, 0]),
  ])
  const mixed = Buffer.concat([gif.subarray(0, -1), program, gif.subarray(-1), Buffer.from('PK\x03\x04 hidden')])
  const clean = Buffer.from(cleanGif(mixed) ?? [])
  for (const word of ['where I live', 'XMP', 'hidden']) expect(clean.includes(word)).toBe(false)
  expect(clean.includes('NETSCAPE2.0')).toBe(true)
  expect(await framesOf(clean)).toBe(2)
})

test('a loop that carries more than its number is no loop', () => {
  const gif = recording()
  const loop = gif.indexOf('NETSCAPE2.0')
  const swollen = Buffer.concat([
    gif.subarray(0, loop + 11),
    Buffer.from([5, 1, 0, 0, 72, 73, 0]),
    gif.subarray(loop + 16),
  ])
  expect(Buffer.from(cleanGif(swollen) ?? []).includes('NETSCAPE')).toBe(false)
})

test('what is cut off, or is no GIF, is none', () => {
  const gif = recording()
  for (let length = 0; length < gif.length; length += 7) expect(cleanGif(gif.subarray(0, length))).toBeUndefined()
  expect(cleanGif(Buffer.from('GIF89a and then words'))).toBeUndefined()
  expect(cleanGif(Buffer.from('PNG'))).toBeUndefined()
})

test('whatever the bytes, what is kept is part of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (rest) => {
      const bytes = Buffer.concat([recording({ width: 2, height: 2 }).subarray(0, 40), rest])
      expect(cleanGif(bytes)?.length ?? 0).toBeLessThanOrEqual(bytes.length)
    }),
  )
})
