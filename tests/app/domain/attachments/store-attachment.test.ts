import { appendFile, chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { storeAttachment } from '#app/domain/attachments/store-attachment.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { StoredFile } from '#app/platform/attachment-store.ts'
import { remakeImage } from '#app/platform/images.ts'
import { readAttachmentPath } from '#app/text/attachment-address.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, settleAtOnce, withMediumFigures } from '#tests/support/database.ts'
import {
  animation,
  bomb,
  filesOf,
  heic,
  pdf,
  picture,
  recording,
  temporaryStore,
  withMetadata,
} from '#tests/support/uploads.ts'

const { folder, store } = await temporaryStore()
const LONG_AGO = new Date(Date.now() - 10 * 86_400_000)
const member = () => createUser({ reputation: 50, createdAt: LONG_AGO })

const keep = async (
  name: string,
  bytes: Uint8Array,
  { actor = undefined as Awaited<ReturnType<typeof member>> | undefined } = {},
) => storeAttachment(db, actor ?? (await member()), { store, name, contentType: '', bytes })

async function stored(url: string): Promise<{ files: StoredFile[]; bytes: Buffer }> {
  const key = readAttachmentPath(url)?.key ?? ''
  const files = (await filesOf(store)).filter((file) => file.name.startsWith(key))
  const file = await store.read(url.split('/').at(-1) ?? '')
  return { files, bytes: Buffer.from(await new Response(file?.open()).arrayBuffer()) }
}

describe('an image', () => {
  test('is encoded anew, upright, without metadata, with smaller copies', async () => {
    const actor = await member()
    const photo = await withMetadata(await picture('jpeg', { width: 900, height: 800 }))
    expect(photo.includes('SecretCamera')).toBe(true)

    const kept = await keep('IMG_2041 (1).JPG', photo, { actor })
    // Lying on its side before.
    expect(kept).toMatchObject({ width: 800, height: 900, markdown: `![IMG 2041 (1)](${kept.url})` })
    const { files, bytes } = await stored(kept.url)
    expect(files.map((file) => file.name.slice(32))).toEqual(['-320.webp', '-640.webp', '.jpg'])
    expect(bytes.includes('SecretCamera')).toBe(false)
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 800, height: 900 })
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()

    const row = await db.selectFrom('attachments').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      uploaderId: actor.id,
      kind: 'image',
      mediaType: 'image/jpeg',
      name: 'IMG_2041 (1).JPG',
      bytes: bytes.length,
      width: 800,
      height: 900,
      variants: [320, 640],
    })
  })

  test.each(['png', 'gif', 'webp', 'avif'] as const)('of kind %s stays readable', async (format) => {
    const { url, width } = await keep(`a.${format}`, await picture(format))
    const { bytes } = await stored(url)
    expect(width).toBe(64)
    expect((await sharp(bytes).metadata()).format).toBe(format === 'avif' ? 'webp' : format)
  })

  test('wider than any page is made narrower', async () => {
    expect(await keep('wide.png', await picture('png', { width: 3000, height: 30 }))).toMatchObject({ width: 2560 })
  })

  test('of a phone becomes one that every browser shows, upright and without the place', async () => {
    expect(heic().includes('SecretCamera')).toBe(true)
    const kept = await keep('IMG_0042.HEIC', heic())
    expect(kept).toMatchObject({ width: 48, height: 64, url: expect.stringMatching(/\.jpg$/) })
    const { bytes } = await stored(kept.url)
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 48, height: 64, channels: 3 })
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    expect(bytes.includes('SecretCamera')).toBe(false)
    const colourAt = async (top: number) => {
      const pixel = await sharp(bytes).extract({ left: 24, top, width: 1, height: 1 }).raw().toBuffer()
      return [...pixel].map((part) => (part > 128 ? 1 : 0))
    }
    expect([await colourAt(8), await colourAt(48)]).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ])
    const row = await db.selectFrom('attachments').select(['name', 'mediaType']).executeTakeFirstOrThrow()
    expect(row).toEqual({ name: 'IMG_0042.HEIC', mediaType: 'image/jpeg' })
  })

  test('of a phone that is damaged, or larger than it may be, is refused', async () => {
    for (const broken of [heic().subarray(0, 400), heic().fill(0, 380)]) {
      await expect(keep('a.heic', broken)).rejects.toMatchObject({ code: 'attachment.broken_image' })
    }
    const huge = heic()
    // The size in its head, which is believed before anything is decoded.
    const size = huge.indexOf('ispe') + 8
    huge.writeUInt32BE(15_000, size)
    huge.writeUInt32BE(15_000, size + 4)
    await expect(keep('a.heic', huge)).rejects.toMatchObject({
      code: expect.stringMatching(/^attachment\.(?:too_many_pixels|broken_image)$/),
    })
  })

  test('that is the recording of a screen stays sharp and long, without its comments', async () => {
    // All its frames together have more pixels than an image may have that is decoded.
    await db
      .insertInto('settings')
      .values({ name: 'attachments', value: JSON.stringify({ megapixels: 1 }) })
      .execute()
    const gif = recording({ frames: 20, width: 400, height: 300, comment: 'the place where I live' })
    const { url, width, height } = await keep('screen.gif', gif)
    expect({ width, height }).toEqual({ width: 400, height: 300 })
    const { bytes } = await stored(url)
    expect((await sharp(bytes).metadata()).pages).toBe(20)
    expect(bytes.includes('where I live')).toBe(false)
  })

  test('that moves goes on moving', async () => {
    const { url, width, height } = await keep('a.gif', await animation())
    expect({ width, height }).toEqual({ width: 32, height: 32 })
    expect((await sharp((await stored(url)).bytes).metadata()).pages).toBe(4)
  })

  test.each([
    ['jpeg', Buffer.from('PK\x03\x04 a hidden archive')],
    ['png', Buffer.from('<script>alert("a hidden script")</script>')],
    ['gif', Buffer.from('<?php system("hidden") ?>')],
    ['webp', Buffer.from('hidden')],
  ] as const)('of kind %s loses what hangs behind it', async (format, payload) => {
    const { url } = await keep(`a.${format}`, Buffer.concat([await picture(format), payload]))
    expect((await stored(url)).bytes.includes(payload)).toBe(false)
  })

  test('loses what hides in its comments', async () => {
    const image = await picture('jpeg')
    const comment = Buffer.from('*/=alert("hidden")/*')
    const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment])
    const { url } = await keep('a.jpg', Buffer.concat([image.subarray(0, 2), segment, image.subarray(2)]))
    expect((await stored(url)).bytes.includes('hidden')).toBe(false)
  })

  test.each(['png', 'jpeg', 'gif', 'webp', 'avif'] as const)(
    'of kind %s that is cut off is refused',
    async (format) => {
      const image = await picture(format, { width: 300, height: 200 })
      await expect(keep(`a.${format}`, image.subarray(0, image.length / 2))).rejects.toMatchObject({
        code: 'attachment.broken_image',
      })
      expect(await db.selectFrom('attachments').select('id').execute()).toEqual([])
    },
  )

  test('that is a script as well is refused', async () => {
    const script = Buffer.from('GIF89a/*\x01\x00\x01\x00*/=1;alert(1)', 'latin1')
    await expect(keep('a.gif', script)).rejects.toMatchObject({ code: 'attachment.broken_image' })
  })

  test('that unpacks to more than it may is refused before it is unpacked', async () => {
    const small = await bomb()
    expect(small.length).toBeLessThan(1_000_000)
    await expect(keep('a.png', small)).rejects.toMatchObject({
      code: 'attachment.too_many_pixels',
      figures: { max: 50 },
    })
    await db
      .insertInto('settings')
      .values({ name: 'attachments', value: JSON.stringify({ animationMegapixels: 1 }) })
      .execute()
    // Each frame is small; all of them together are not.
    const long = await animation({ frames: 20, side: 256 })
    await expect(keep('a.gif', long)).rejects.toMatchObject({
      code: 'attachment.animation_too_long',
      figures: { max: 1 },
    })
  })

  test('that takes too long ends the process that decodes it, and the next one is taken', async () => {
    const heavy = await picture('png', { width: 2500, height: 2000 })
    expect(await remakeImage({ bytes: heavy, maxPixels: 40e6 }, { timeout: 1 })).toEqual({
      refusal: 'attachment.too_heavy',
    })
    expect(await keep('a.png', await picture('png'))).toMatchObject({ width: 64 })
  })

  test('too many at once have to wait', async () => {
    const bytes = await picture('png')
    const asked = Array.from({ length: 12 }, () => remakeImage({ bytes, maxPixels: 40e6 }))
    expect(asked.filter((answer) => answer === undefined).length).toBe(4)
    await Promise.all(asked)
  })
})

test('another file is kept as it is', async () => {
  const kept = await keep('The manual.pdf', pdf())
  expect(kept.markdown).toBe(`[The manual.pdf](${kept.url})`)
  expect((await stored(kept.url)).bytes.equals(pdf())).toBe(true)
})

test('a log of Windows is kept as text that browsers show, under its name', async () => {
  const { url, markdown } = await keep('setup.log', Buffer.from('\ufeffMSI (s): Échec\r\n', 'utf16le'))
  expect(markdown).toBe(`[setup.log](${url})`)
  const { bytes } = await stored(url)
  expect(bytes.toString()).toBe('MSI (s): Échec\r\n')
  const row = await db.selectFrom('attachments').select(['name', 'bytes']).executeTakeFirstOrThrow()
  expect(row).toEqual({ name: 'setup.log', bytes: bytes.length })
})

test('what is too large is refused, images and other files each at their figure', async () => {
  await db
    .insertInto('settings')
    .values({ name: 'attachments', value: JSON.stringify({ imageMegabytes: 4, fileMegabytes: 8 }) })
    .execute()
  const text = Buffer.alloc(8_000_001, 'a')
  await expect(keep('a.txt', text)).rejects.toMatchObject({ code: 'attachment.too_large', figures: { max: 8 } })
  // Each of its bytes is two in UTF-8.
  await expect(keep('a.log', Buffer.alloc(4_000_001, 0xe9))).rejects.toMatchObject({ code: 'attachment.too_large' })
  const image = Buffer.concat([await picture('png'), Buffer.alloc(4_000_000)])
  await expect(keep('a.png', image)).rejects.toMatchObject({ code: 'attachment.too_large', figures: { max: 4 } })
})

describe('how much one person may store', () => {
  const room = async (value: { megabytesADay: number; megabytesInAll: number }) =>
    changeSetting(db, await createUser({ roles: ['admin'] }), {
      name: 'attachments',
      value: { ...settings.attachments.parse({}), ...value },
    })
  const text = Buffer.alloc(600_000, 'a')

  test('in a day', async () => {
    await room({ megabytesADay: 1, megabytesInAll: 100 })
    const [one, other] = [await member(), await member()]
    await keep('a.txt', text, { actor: one })
    const refusal = { kind: 'too_many', code: 'attachment.quota_day', figures: { max: 1 } }
    await expect(keep('b.txt', text, { actor: one })).rejects.toMatchObject(refusal)
    await keep('b.txt', text, { actor: other })
    await db.updateTable('attachments').set({ createdAt: LONG_AGO }).where('uploaderId', '=', one.id).execute()
    // Two at once take the room of one.
    const twice = await settleAtOnce(2, () => keep('b.txt', text, { actor: one }))
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('is asked before the file is looked at', async () => {
    await room({ megabytesADay: 1, megabytesInAll: 100 })
    const actor = await member()
    await keep('a.txt', text, { actor })
    for (const name of ['b.png', 'b.heic', 'b.zip', 'b.pdf']) {
      await expect(keep(name, text, { actor })).rejects.toMatchObject({ code: 'attachment.quota_day' })
    }
  })

  test('in all', async () => {
    await room({ megabytesADay: 100, megabytesInAll: 1 })
    const actor = await member()
    await keep('a.txt', text, { actor })
    await db.updateTable('attachments').set({ createdAt: LONG_AGO }).execute()
    await expect(keep('b.txt', text, { actor })).rejects.toMatchObject({
      code: 'attachment.quota_all',
      figures: { max: 1 },
    })
  })
})

test('nobody else on the machine enters the folder, also one that was open before', async () => {
  const mode = async () => ((await stat(folder)).mode & 0o777).toString(8)
  await keep('a.pdf', pdf())
  expect(await mode()).toBe('700')
  await chmod(folder, 0o755)
  await keep('b.pdf', pdf())
  expect(await mode()).toBe('700')
})

test('a newcomer shows three screenshots on the first day', async () => {
  const actor = await createUser()
  for (const name of ['a.png', 'b.png', 'c.png']) await keep(name, await picture('png'), { actor })
  await expect(keep('d.png', await picture('png'), { actor })).rejects.toMatchObject({
    code: 'images.first_day',
    figures: { max: 3 },
  })
})

describe('in a network of programmers', () => {
  withMediumFigures()

  test('images take points, other files do not', async () => {
    const newcomer = await createUser({ reputation: 49, createdAt: LONG_AGO })
    await expect(keep('a.png', await picture('png'), { actor: newcomer })).rejects.toMatchObject({
      code: 'images.privilege',
      figures: { points: 50 },
    })
    // Under whatever name.
    await expect(keep('', await picture('png'), { actor: newcomer })).rejects.toMatchObject({
      code: 'images.privilege',
    })
    await keep('a.pdf', pdf(), { actor: newcomer })
  })

  test('one image on the first day', async () => {
    const actor = await createUser({ reputation: 50 })
    await keep('a.png', await picture('png'), { actor })
    await expect(keep('b.png', await picture('png'), { actor })).rejects.toMatchObject({ code: 'images.first_day' })
  })

  test('nobody who is suspended', async () => {
    const actor = await createUser({ reputation: 50, suspendedUntil: new Date(Date.now() + 1e6) })
    await expect(keep('a.pdf', pdf(), { actor })).rejects.toMatchObject({ code: 'account.suspended' })
  })
})

test('the store writes whole files only, and reads no other paths', async () => {
  const name = `${'0'.repeat(32)}.txt`
  for (const wrong of ['../../etc/passwd', '/etc/passwd', 'a.txt', `${name}/x`, `${'0'.repeat(32)}-320.png`]) {
    await expect(store.read(wrong)).rejects.toThrow('Not the name')
    await expect(store.put(wrong, Buffer.from('x'))).rejects.toThrow('Not the name')
  }
  expect(await store.read(name)).toBeUndefined()
  await store.delete(name)
  await store.put(name, Buffer.from('whole'))
  // What a killed process leaves behind is not a file of the store.
  await writeFile(join(folder, 'incoming', crypto.randomUUID()), 'half')
  await appendFile(join(folder, 'notes'), 'not ours')
  expect(
    (await filesOf(store)).filter((file) => file.name === name || file.name.includes('-')).map((file) => file.name),
  ).toContain(name)
  expect((await filesOf(store)).some((file) => file.name === 'notes')).toBe(false)
})
