import { writeFile } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import type { ImageRefusal, ImageTask, RemadeImage } from './images.ts'

// Accepts only these kinds of images, whatever type the bytes claim to be, and keeps no cache between two images.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
  ],
})
sharp.cache(false)
sharp.concurrency(1)

/** Limits of the images that are made, not of those that are accepted. */
const LARGEST_WIDTH = 2560
const VARIANT_WIDTHS = [320, 640, 1280, 1920]
const LARGEST_SIDE = 16_000
const MOST_FRAMES = 600

class Refused extends Error {
  readonly code: ImageRefusal

  constructor(code: ImageRefusal) {
    super(code)
    this.code = code
  }
}

async function remake({ bytes, maxPixels }: ImageTask): Promise<RemadeImage> {
  const facts = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new Refused('attachment.broken_image')
    })
  const frames = facts.format === 'gif' || facts.format === 'webp' ? (facts.pages ?? 1) : 1
  if (facts.width > LARGEST_SIDE || facts.height > LARGEST_SIDE) throw new Refused('attachment.too_many_pixels')
  if (facts.width * facts.height * frames > maxPixels || frames > MOST_FRAMES) {
    throw new Refused('attachment.too_many_pixels')
  }
  try {
    return await encode(bytes, facts, { maxPixels, animated: frames > 1 })
  } catch {
    throw new Refused('attachment.broken_image')
  }
}

async function encode(
  bytes: Uint8Array,
  facts: Metadata,
  { maxPixels, animated }: { maxPixels: number; animated: boolean },
): Promise<RemadeImage> {
  const { format, extension, mediaType } = outputOf(facts)
  // No metadata is kept; the orientation from it is applied.
  const source = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'truncated', animated })
  const width = { width: LARGEST_WIDTH, withoutEnlargement: true }
  if (animated) {
    const { data, info } = await format(source.resize(width)).toBuffer({ resolveWithObject: true })
    return {
      extension,
      mediaType,
      bytes: data,
      width: info.width,
      height: info.pageHeight ?? info.height,
      variants: [],
    }
  }

  // Decoded once for all sizes.
  const decoded = await source.autoOrient().resize(width).raw().toBuffer({ resolveWithObject: true })
  const { info } = decoded
  const open = () =>
    sharp(decoded.data, { raw: { width: info.width, height: info.height, channels: info.channels as 1 | 2 | 3 | 4 } })
  const variants = []
  for (const narrower of VARIANT_WIDTHS) {
    if (narrower > 0.9 * info.width) continue
    variants.push({
      width: narrower,
      bytes: await open().resize({ width: narrower }).webp({ quality: 80, effort: 3 }).toBuffer(),
    })
  }
  return {
    extension,
    mediaType,
    bytes: await format(open()).toBuffer(),
    width: info.width,
    height: info.height,
    variants,
  }
}

function outputOf({ format }: Metadata): {
  format: (image: Sharp) => Sharp
  extension: string
  mediaType: string
} {
  if (format === 'png') {
    return { format: (image) => image.png({ compressionLevel: 8 }), extension: 'png', mediaType: 'image/png' }
  }
  if (format === 'gif') return { format: (image) => image.gif({ effort: 3 }), extension: 'gif', mediaType: 'image/gif' }
  if (format === 'jpeg') {
    return {
      format: (image) => image.jpeg({ quality: 84, progressive: true }),
      extension: 'jpg',
      mediaType: 'image/jpeg',
    }
  }
  // Encoding avif takes ten times as long as webp.
  return { format: (image) => image.webp({ quality: 84, effort: 3 }), extension: 'webp', mediaType: 'image/webp' }
}

// Under memory pressure Linux shall kill this process and not the forum.
await writeFile('/proc/self/oom_score_adj', '1000').catch(() => {})

process.on('message', async (task: ImageTask) => {
  try {
    process.send?.({ image: await remake(task) })
  } catch (error) {
    process.send?.({ refusal: error instanceof Refused ? error.code : 'attachment.broken_image' })
  }
})
process.on('disconnect', () => process.exit())
// Ctrl-C is sent to all processes of a terminal; this one ends together with its parent.
process.on('SIGINT', () => {})
