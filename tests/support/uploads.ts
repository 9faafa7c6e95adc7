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

/** A real ZIP file with one file in it, not compressed. */
export function zipOf(name: string, content: string): Buffer {
  const [title, data] = [Buffer.from(name), Buffer.from(content)]
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt32LE(data.length, 22)
  local.writeUInt16LE(title.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt32LE(data.length, 20)
  entry.writeUInt32LE(data.length, 24)
  entry.writeUInt16LE(title.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + title.length, 12)
  end.writeUInt32LE(local.length + title.length + data.length, 16)
  return Buffer.concat([local, title, data, entry, title, end])
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

/** A small file that decodes to a very large image. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 7_000, height: 7_000, channels: 3, background: '#888' }, limitInputPixels: false })
    .png()
    .toBuffer()
