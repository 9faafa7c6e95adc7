/** Blocks of a GIF, by their first byte. */
const EXTENSION = 0x21
const IMAGE = 0x2c
const END = 0x3b
/** Extensions that an animation needs: how long a frame is shown, and how often all of it. */
const CONTROL = 0xf9
const APPLICATION = 0xff
const LOOPS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0'])

/**
 * An animation as it was recorded, without what hides in it or behind it: comments, data of programs, another file.
 * Nothing is decoded, so a long recording of a screen costs no more than its bytes. Undefined when it is cut off or no
 * GIF.
 */
export function cleanGif(bytes: Uint8Array): Uint8Array | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(6, bytes.length)).toString('latin1')
  if (head !== 'GIF89a' && head !== 'GIF87a') return undefined
  const kept: Uint8Array[] = []
  let at = 13 + colours(bytes[10] ?? 0)
  kept.push(bytes.subarray(0, at))

  while (at < bytes.length) {
    const from = at
    const kind = bytes[at]
    if (kind === END) {
      kept.push(bytes.subarray(at, at + 1))
      return Buffer.concat(kept)
    }
    if (kind === EXTENSION) {
      const label = bytes[at + 1] ?? 0
      at = endOfData(bytes, at + 2)
      if (label === CONTROL || (label === APPLICATION && isLoop(bytes, from))) kept.push(bytes.subarray(from, at))
    } else if (kind === IMAGE) {
      at = endOfData(bytes, at + 11 + colours(bytes[at + 9] ?? 0))
      kept.push(bytes.subarray(from, at))
    } else return undefined
  }
  return undefined
}

/** The length of a table of colours, from the byte that says whether there is one. */
const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

/** Behind the pieces of data that begin here, each with its length in front, the last one empty. */
function endOfData(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const length = bytes[at]
    // Cut off: behind the end, so that nothing follows.
    if (length === undefined) return bytes.length
    at += 1 + length
    if (length === 0) return at
  }
}

/** Of these a loop has one piece of three bytes; anything else would be room for something else. */
function isLoop(bytes: Uint8Array, from: number): boolean {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + from + 3, 11).toString('latin1')
  return bytes[from + 2] === 11 && LOOPS.has(name) && bytes[from + 14] === 3 && bytes[from + 18] === 0
}
