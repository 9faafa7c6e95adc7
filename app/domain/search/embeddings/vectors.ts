/** A vector of the same direction and of length 1; undefined for a vector without direction. */
export function unitVector(numbers: ArrayLike<number>): Float32Array | undefined {
  const vector = Float32Array.from(numbers)
  const length = Math.hypot(...vector)
  if (!Number.isFinite(length) || length === 0) return undefined
  return vector.map((each) => each / length)
}

/** The cosine of two vectors of length 1. Vectors of different models cannot be compared. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number)
  return sum
}

/** A vector as the database stores it: numbers of four bytes each, the least significant byte first. */
export function packVector(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, number] of vector.entries()) bytes.writeFloatLE(number, index * 4)
  return bytes
}

export function unpackVector(bytes: Buffer): Float32Array {
  const vector = new Float32Array(bytes.length / 4)
  for (let index = 0; index < vector.length; index++) vector[index] = bytes.readFloatLE(index * 4)
  return vector
}
