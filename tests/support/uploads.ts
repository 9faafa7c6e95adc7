import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll } from 'vitest'
import { type AttachmentStore, folderStore, type StoredFile } from '#app/platform/attachment-store.ts'
import { env, setDatabaseUrl } from '#app/platform/env.ts'
import { temporaryFolder } from './postgres.ts'

/** A folder for the attachments of a test file, which its routes use too. */
export async function temporaryStore(): Promise<{ folder: string; store: AttachmentStore }> {
  const dataDir = await temporaryFolder()
  afterAll(() => rm(dataDir, { recursive: true, force: true }))
  process.env.DATA_DIR = dataDir
  setDatabaseUrl(env.DATABASE_URL ?? '')
  const folder = join(dataDir, 'attachments')
  return { folder, store: folderStore(folder) }
}

export async function filesOf(store: AttachmentStore): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  for await (const file of store.list()) files.push(file)
  return files.sort((a, b) => a.name.localeCompare(b.name))
}

/** An image with so much detail that no two parts of it are the same. */
export function picture(
  format: 'png' | 'jpeg' | 'gif' | 'webp' | 'avif',
  { width = 64, height = 48 }: { width?: number; height?: number } = {},
): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .toFormat(format)
    .toBuffer()
}

/** A real ZIP file with one file in it, or the same many times, not compressed; it may claim another size of them. */
export function zipOf(name: string, content: string, { times = 1, claims = 0 } = {}): Buffer {
  const [title, data] = [Buffer.from(name), Buffer.from(content, 'latin1')]
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt32LE(claims || data.length, 22)
  local.writeUInt16LE(title.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt32LE(data.length, 20)
  entry.writeUInt32LE(claims || data.length, 24)
  entry.writeUInt16LE(title.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  const files = Buffer.concat(Array.from({ length: times }, () => [local, title, data]).flat())
  const entries = Buffer.concat(Array.from({ length: times }, () => [entry, title]).flat())
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(files.length, 16)
  return Buffer.concat([files, entries, end])
}

export const pdf = (content = '1 0 obj <<>> endobj'): Buffer =>
  Buffer.from(`%PDF-1.4\n${content}\ntrailer <<>>\n%%EOF\n`)

/** Adds metadata that the sender of a photograph would not want to publish: the place, and the camera. */
export const withMetadata = (image: Buffer): Promise<Buffer> =>
  sharp(image)
    .withExif({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()

export async function animation({ frames = 4, side = 32 } = {}): Promise<Buffer> {
  const data = Buffer.alloc(side * side * frames * 3)
  for (let at = 0; at < data.length; at++) data[at] = (at * 31 + Math.floor(at / (side * side * 3)) * 40) % 256
  const raw = { width: side, height: side * frames, channels: 3 as const, pageHeight: side }
  return sharp(data, { raw })
    .gif({ delay: Array(frames).fill(100) })
    .toBuffer()
}

/**
 * A photograph of a phone, made with ffmpeg and a few boxes by hand: 64 × 48, turned by a quarter when it is shown, blue
 * above and red below then, with the camera and the place in its metadata.
 */
export const heic = (): Buffer => Buffer.from(HEIC, 'base64')
const HEIC =
  'AAAAGGZ0eXBoZWljAAAAAG1pZjFoZWljAAABbW1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAHBpY3QAAAAAAAAAAAAAAAAAAAAADnBp' +
  'dG0AAAAAAAEAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAABppcmVmAAAA' +
  'AAAAAA5jZHNjAAIAAQABAAAAtGlwcnAAAACWaXBjbwAAAHFodmNDAQQIAAAAn6gAAAAAHvAA/P34+AAADwOgAAEAF0ABDAH//wQI' +
  'AAADAJ+oAAADAAAeugJAoQABACZCAQEECAAAAwCfqAAAAwAAHqAggxZbq5MrmgIAAAMAAgAAAwAyEKIAAQAGRAHBc8CJAAAAFGlz' +
  'cGUAAAAAAAAAQAAAADAAAAAJaXJvdAEAAAAWaXBtYQAAAAAAAAABAAEDgQKDAAAALGlsb2MAAAAARAAAAgABAAAAAQAAAY0AAAAk' +
  'AAIAAAABAAABsQAAAHoAAACmbWRhdAAAACAoAa949wQD/9bf/+lx0vNq+//851y+sPF/mJZI+DPNwAAAAABJSSoACAAAAAMADwEC' +
  'AA0AAAAyAAAAEgEDAAEAAAAGAAAAJYgEAAEAAABAAAAAAAAAAFNlY3JldENhbWVyYQAAAgABAAIAAgAAAE4AAAACAAUAAwAAAF4A' +
  'AAAAAAAAMAAAAAEAAAAzAAAAAQAAAB4AAAABAAAA'

/** The recording of a screen: so many frames of a few colours, each with a comment behind it, written by hand. */
export function recording({ frames = 3, width = 64, height = 48, comment = '' } = {}): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(width, 0)
  size.writeUInt16LE(height, 2)
  // Clears before each pair of pixels, so that the codes never grow: no compression.
  const codes: number[] = []
  for (let at = 0; at < width * height; at++) codes.push(...(at % 2 === 0 ? [4] : []), at % 4)
  codes.push(5)
  const packed: number[] = []
  let [bits, length] = [0, 0]
  for (const code of codes) {
    bits |= code << length
    length += 3
    for (; length >= 8; length -= 8, bits >>= 8) packed.push(bits & 255)
  }
  packed.push(bits & 255)
  const pieces: Buffer[] = []
  for (let at = 0; at < packed.length; at += 255) {
    const piece = Buffer.from(packed.slice(at, at + 255))
    pieces.push(Buffer.from([piece.length]), piece)
  }
  const note = Buffer.from(comment)
  const frame = [
    Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]),
    ...(comment ? [Buffer.from([0x21, 0xfe, note.length]), note, Buffer.from([0])] : []),
    Buffer.from([0x2c, 0, 0, 0, 0]),
    size,
    Buffer.from([0, 2]),
    ...pieces,
    Buffer.from([0]),
  ]
  return Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from([0x81, 0, 0]),
    Buffer.from([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]),
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from('NETSCAPE2.0'),
    Buffer.from([3, 1, 0, 0, 0]),
    ...Array.from({ length: frames }, () => frame).flat(),
    Buffer.from([0x3b]),
  ])
}

/** A small file that decodes to a very large image. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: '#888' }, limitInputPixels: false })
    .png()
    .toBuffer()
