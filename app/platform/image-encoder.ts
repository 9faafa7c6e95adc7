import { writeFile } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { cleanGif } from '#app/platform/clean-gif.ts'
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
const MOST_FRAMES = 3_000

class Refused extends Error {
  readonly code: ImageRefusal

  constructor(code: ImageRefusal) {
    super(code)
    this.code = code
  }
}

async function remake({ bytes, maxPixels, maxPixelsOfAnimation = maxPixels }: ImageTask): Promise<RemadeImage> {
  const facts = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new Refused('attachment.broken_image')
    })
  const frames = facts.format === 'gif' || facts.format === 'webp' ? (facts.pages ?? 1) : 1
  const pixels = facts.width * facts.height
  if (facts.width > LARGEST_SIDE || facts.height > LARGEST_SIDE || pixels > maxPixels) {
    throw new Refused('attachment.too_many_pixels')
  }
  const isRecording = frames > 1 && facts.format === 'gif'
  // Recordings are not decoded; the frames of other animations are, all at once.
  if (pixels * frames > (isRecording ? maxPixelsOfAnimation : maxPixels) || frames > MOST_FRAMES) {
    throw new Refused('attachment.animation_too_long')
  }
  try {
    if (isRecording) return await keepRecording(bytes, facts)
    if (facts.compression === 'hevc') return await encode(await openHeic(bytes), facts)
    const input = { limitInputPixels: maxPixels, failOn: 'truncated' as const, animated: frames > 1 }
    return await encode(sharp(bytes, input), facts, { animated: frames > 1 })
  } catch {
    throw new Refused('attachment.broken_image')
  }
}

/** The recording of a screen stays as it is, sharp and moving; its first frame shows whether it can be read. */
async function keepRecording(bytes: Uint8Array, { width, height }: Metadata): Promise<RemadeImage> {
  const kept = cleanGif(bytes)
  if (kept === undefined) throw new Refused('attachment.broken_image')
  await sharp(kept, { page: 0, failOn: 'truncated' }).stats()
  return { extension: 'gif', mediaType: 'image/gif', bytes: kept, width, height, variants: [] }
}

/** Photographs of phones, whose coding sharp does not bring along. They come out upright, as plain pixels. */
async function openHeic(buffer: Uint8Array): Promise<Sharp> {
  // Loaded when it is needed: it brings megabytes along.
  const { default: decode } = await import('heic-decode')
  const { data, width, height } = await decode({ buffer })
  return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
}

async function encode(source: Sharp, facts: Metadata, { animated = false } = {}): Promise<RemadeImage> {
  // No metadata is kept; the orientation from it is applied.
  const { format, extension, mediaType } = outputOf(facts)
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

function outputOf({ format, compression }: Metadata): {
  format: (image: Sharp) => Sharp
  extension: string
  mediaType: string
} {
  if (format === 'png') {
    return { format: (image) => image.png({ compressionLevel: 8 }), extension: 'png', mediaType: 'image/png' }
  }
  if (format === 'gif') return { format: (image) => image.gif({ effort: 3 }), extension: 'gif', mediaType: 'image/gif' }
  if (format === 'jpeg' || compression === 'hevc') {
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
