import { isUtf8 } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'

/** Characters that no log or note holds; a file that has them is something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const NO_TEXT = /[\0-\x06\x0e-\x19\x1c-\x1f]/
/** In bytes: what is looked at to guess an encoding. */
const LOOKED_AT = 4_096
/** In bytes: what is converted at once. Between two slices others have their turn. */
const SLICE = 256 * 1024

/**
 * The text of a file in UTF-8, whatever wrote it: Windows writes its logs in UTF-16, and older programs in one byte a
 * letter. A large file is converted in slices. Bytes that are UTF-8 already are returned as they are; undefined for what is no text.
 */
export async function asUtf8(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const whole = withoutPadding(bytes)
  const marked = markOf(bytes)
  const encoding = marked ?? (whole.includes(0) ? guessUtf16(bytes) : undefined)
  if (encoding !== undefined) {
    const from = marked === undefined ? 0 : 2
    // A log that was cut off may end in half a character. Its padding has two zeros.
    let end = from + 2 * Math.floor((bytes.length - from) / 2)
    while (end > from && bytes[end - 1] === 0 && bytes[end - 2] === 0) end -= 2
    return encode(await decode(encoding, bytes.subarray(from, end)))
  }
  if (whole.includes(0)) return undefined
  if (isUtf8(whole)) return whole
  // Whatever is no UTF-8 is words in this one, so what no text holds has to be looked for.
  return encode(await decode('windows-1252', whole))
}

/** A log whose room is reserved in advance ends in zeros. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return bytes.subarray(0, end)
}

type Encoding = 'utf-16le' | 'utf-16be' | 'windows-1252'

/** By the mark at the beginning of a text, which no other text begins with. */
function markOf([first, second]: Uint8Array): Encoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

/** Without a mark, by where the zeros are: most letters of a log are Latin ones, and have a zero beside them. */
function guessUtf16(bytes: Uint8Array): Encoding | undefined {
  const zeros = [0, 0]
  const looked = bytes.subarray(0, LOOKED_AT)
  looked.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  const most = looked.length / 4
  if (odd > most && even === 0) return 'utf-16le'
  if (even > most && odd === 0) return 'utf-16be'
  return undefined
}

/** The text in slices; undefined when the bytes are not in that encoding. */
async function decode(encoding: Encoding, bytes: Uint8Array): Promise<string[] | undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const slices: string[] = []
  try {
    for (let at = 0; at < bytes.length; at += SLICE) {
      slices.push(decoder.decode(bytes.subarray(at, at + SLICE), { stream: true }))
      await setImmediate()
    }
    slices.push(decoder.decode())
    return slices
  } catch {
    return undefined
  }
}

async function encode(slices: string[] | undefined): Promise<Uint8Array | undefined> {
  if (slices === undefined) return undefined
  const encoded: Buffer[] = []
  for (const [index, slice] of slices.entries()) {
    if (NO_TEXT.test(slice)) return undefined
    // The file says itself how it is encoded, and is no longer.
    const said = /^(\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["'])[\w.-]{1,40}/i
    encoded.push(Buffer.from(index === 0 ? slice.replace(said, '$1UTF-8') : slice))
    await setImmediate()
  }
  return Buffer.concat(encoded)
}
