import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { cleanFileName, inspectFile } from '#app/domain/attachments/inspect-file.ts'
import { heic, pdf, picture, zipOf } from '#tests/support/uploads.ts'

const inspect = (name: string, content: Uint8Array | string, contentType = '') =>
  inspectFile({ name, contentType, bytes: typeof content === 'string' ? Buffer.from(content) : content })

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const GIF_JS = 'GIF89a/*\x01\x00\x01\x00*/=1;alert(1)'

describe('is taken', () => {
  test.each(['png', 'jpeg', 'gif', 'webp', 'avif'] as const)('%s by what it contains', async (format) => {
    const image = await picture(format)
    expect(await inspect(`picture.${format}`, image, `image/${format}`)).toEqual({ kind: 'image' })
    // One kind of image with the name of another is made what it is.
    expect(await inspect('picture.png', image, 'image/png')).toEqual({ kind: 'image' })
    expect(await inspect('', image, `image/${format}`)).toEqual({ kind: 'image' })
  })

  test.each([
    ['notes.txt', 'Grüße', 'text/plain; charset=utf-8'],
    ['SYSTEM.LOG', '2026-11-22 boot\n', 'text/plain; charset=utf-8'],
    ['table.csv', 'a,b\n1,2\n', 'text/csv; charset=utf-8'],
    ['conf.json', '{ "half": ', 'text/plain; charset=utf-8'],
    ['feed.xml', '<?xml version="1.0"?><a/>', 'text/plain; charset=utf-8'],
    // A log that was put aside, and one that Windows wrote.
    ['system.log.1', 'boot', 'text/plain; charset=utf-8'],
    ['setup.log', Buffer.from('\ufeffMSI (s): Échec', 'utf16le'), 'text/plain; charset=utf-8'],
    ['setup-fr.log', Buffer.from([0x67, 0xfc, 0x6e]), 'text/plain; charset=utf-8'],
    // Markup as text is text: it is sent as that, to be saved.
    ['page.txt', '<script>alert(1)</script>', 'text/plain; charset=utf-8'],
    ['manual.pdf', pdf(), 'application/pdf'],
    ['logs.zip', zipOf('boot.log', 'ok'), 'application/zip'],
    ['logs.zip', zipOf('META-INF/MANIFEST.MF', 'Main-Class: A'), 'application/zip'],
    ['report.zip', zipOf('mimetype', 'application/epub+zip'), 'application/zip'],
    ['boot.log.gz', gzipSync('ok'), 'application/gzip'],
    ['logs.tgz', gzipSync('ok'), 'application/gzip'],
    [
      'letter.odt',
      zipOf('mimetype', 'application/vnd.oasis.opendocument.text'),
      'application/vnd.oasis.opendocument.text',
    ],
  ])('%s', async (name, content, mediaType) => {
    expect(await inspect(name, content)).toMatchObject({ kind: 'file', mediaType })
  })
})

test.each([
  ['IMG_1.HEIC', 'image/heic'],
  ['IMG_1.heif', ''],
  // As some phones send it on.
  ['IMG_1.jpg', 'image/jpeg'],
  ['', 'image/heic'],
])('a photograph of a phone by what it contains: %s', async (name, contentType) => {
  expect(await inspect(name, heic(), contentType)).toEqual({ kind: 'image' })
})

test('a text comes out in UTF-8', async () => {
  const found = await inspect('setup.log', Buffer.from('\ufeffMSI (s): Échec\r\n', 'utf16le'))
  expect(found.kind === 'file' && Buffer.from(found.bytes).toString()).toBe('MSI (s): Échec\r\n')
})

describe('is refused', () => {
  const jar = zipOf('META-INF/MANIFEST.MF', 'Main-Class: A')
  test.each<[string, string, string | Uint8Array, string?]>([
    ['attachment.empty', 'notes.txt', ''],
    ['attachment.svg', 'drawing.svg', SVG],
    ['attachment.svg', 'drawing.png', SVG, 'image/svg+xml'],
    ['attachment.svg', 'drawing.png', SVG, 'image/png'],
    ['attachment.type', 'page.html', '<p>hello</p>'],
    ['attachment.type', 'program.exe', 'MZ'],
    ['attachment.type', 'no-extension', 'hello'],
    ['attachment.type', 'notes.txt.js', 'alert(1)'],
    ['attachment.type', 'program.jar', jar],
    ['attachment.video', 'Screen 1.MOV', 'moov'],
    ['attachment.video', 'screen.mp4', 'ftyp', 'video/mp4'],
    ['attachment.other_image', 'screen.bmp', 'BM', 'image/bmp'],
    ['attachment.other_image', 'scan.tiff', 'II*'],
    ['attachment.other_archive', 'logs.7z', '7z'],
    ['attachment.other_document', 'letter.doc', 'word'],
    ['attachment.not_an_image', 'photo.heic', 'hello', 'image/heic'],
    ['attachment.not_an_image', 'picture.png', 'hello', 'image/png'],
    ['attachment.not_an_image', 'picture.jpg', pdf(), 'image/jpeg'],
    ['attachment.not_an_image', 'notes.txt', 'hello', 'image/png'],
    ['attachment.not_the_type', 'manual.pdf', 'not a PDF'],
    ['attachment.not_the_type', 'manual.pdf', '%PDF-1.4\ncut off in the mid'],
    ['attachment.not_the_type', 'notes.txt', pdf()],
    ['attachment.not_the_type', 'logs.zip', gzipSync('ok')],
    ['attachment.not_the_type', 'letter.docx', jar],
    ['attachment.not_the_type', 'letter.docx', zipOf('boot.log', 'ok')],
    ['attachment.not_the_type', 'logs.gz', 'ok'],
    ['attachment.not_the_type', 'logs.zip', zipOf('boot.log', 'ok').subarray(0, 40)],
    ['attachment.not_text', 'notes.txt', Buffer.from([0x67, 0xfc, 1, 2])],
    ['attachment.not_text', 'notes.txt', Buffer.from([0xff, 0xfe])],
    ['attachment.not_text', 'notes.txt', 'zero \0 byte'],
    ['attachment.polyglot', 'manual.pdf', pdf('<html><script>alert(1)</script>')],
    ['attachment.polyglot', 'manual.pdf', Buffer.concat([pdf(), Buffer.from('PK\x03\x04')])],
    ['attachment.polyglot', 'logs.zip', Buffer.concat([zipOf('a', 'b'), Buffer.from('<script>')])],
  ])('%s: %s', async (code, name, content, contentType) => {
    await expect(inspect(name, content, contentType)).rejects.toMatchObject({ code })
  })

  test('an image under the name of something else', async () => {
    await expect(inspect('manual.pdf', await picture('png'))).rejects.toMatchObject({ code: 'attachment.not_the_type' })
    await expect(inspect('notes.txt', await picture('gif'))).rejects.toMatchObject({ code: 'attachment.not_the_type' })
  })

  test.each([
    ['of very many entries', zipOf('a', '', { times: 200_000 })],
    ['that says it holds terabytes', zipOf('a', 'ok', { claims: 0xffff_fffe })],
    ['in a file in a file', zipOf('a.zip', zipOf('b.zip', zipOf('c.zip', 'ok').toString('latin1')).toString('latin1'))],
  ])('a ZIP file %s is taken as it is: a look at its beginning and its end is all', async (_, zip) => {
    const looked = new Proxy(zip, {
      get(bytes, name) {
        // Whatever reads it takes a part of it first.
        if (name !== 'subarray') return Reflect.get(bytes, name, bytes)
        return (...range: [number?, number?]) => {
          const part = bytes.subarray(...range)
          most = Math.max(most, part.length)
          return part
        }
      },
    })
    let most = 0
    expect(await inspect('logs.zip', looked)).toMatchObject({ kind: 'file', mediaType: 'application/zip' })
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(256 * 1024)
  })

  test.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(100_000_000))],
    ['a gzip bomb in another', gzipSync(gzipSync(Buffer.alloc(100_000_000)))],
  ])('%s is not unpacked: a look at its beginning is all', async (_, bomb) => {
    let unpacked = 0
    const Real = DecompressionStream
    class Counted {
      readable: ReadableStream
      writable: WritableStream
      constructor(format: CompressionFormat) {
        const real = new Real(format)
        const count = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            unpacked += chunk.length
            controller.enqueue(chunk)
          },
        })
        this.readable = real.readable.pipeThrough(count)
        this.writable = real.writable
      }
    }
    vi.spyOn(globalThis, 'DecompressionStream').mockImplementation(Counted)
    // Who unpacks all of it another way finds that it is cut off.
    expect(await inspect('bomb.gz', bomb.subarray(0, -8))).toMatchObject({ kind: 'file' })
    expect(unpacked).toBeGreaterThan(0)
    expect(unpacked).toBeLessThan(1_000_000)
  })
})

test('whatever the bytes, the answer is a kind or a refusal', async () => {
  const names = fc.constantFrom('a.png', 'a.txt', 'a.pdf', 'a.zip', 'a.docx', 'a.gz', 'a', 'a.svg')
  const heads = fc.constantFrom(
    '',
    'PK\x03\x04',
    'PK\x05\x06',
    '%PDF-',
    '\x1f\x8b\x08',
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    GIF_JS,
  )
  await fc.assert(
    fc.asyncProperty(names, heads, fc.uint8Array({ maxLength: 300 }), async (name, head, rest) => {
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), rest])
      const found = await inspect(name, bytes).catch((error) => error)
      expect(found.kind === 'image' || found.kind === 'file' || found.code?.startsWith('attachment.')).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['C:\\fakepath\\plan.pdf', 'plan.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['a\u202etxt.exe.pdf', 'atxt.exe.pdf'],
  ['[x](javascript:y)`.png', 'x(javascripty).png'],
  ['.png', 'png'],
  ['', 'file'],
  [`${'é'.repeat(300)}.txt`, `${'é'.repeat(100)}.txt`],
])('the name %s becomes %s', (typed, name) => expect(cleanFileName(typed)).toBe(name))
