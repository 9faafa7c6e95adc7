let last = 0

/** A number that no other row of this test file has. */
export function sequence(): number {
  last += 1
  return last
}
