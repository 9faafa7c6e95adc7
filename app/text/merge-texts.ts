/** Above this product of line counts two texts are not compared line by line: then only equal texts are merged. */
const MOST_PAIRS = 4_000_000

/**
 * Merges two changes of one text, line by line: what `mine` and `theirs` each changed in `base`. Undefined when only a
 * person can merge them.
 *
 * A line of the base counts as kept only when *every* shortest comparison keeps it. Where lines repeat, there are several
 * ways to say what changed, and a diff library picks one of them; the change of the other side then lands in the wrong
 * place. Here such lines belong to the changed part, and two changes of one part are a conflict. So each part of the
 * result is, word for word, that of one side.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  if (theirs === base || mine === theirs) return mine
  if (mine === base) return theirs

  const [old, ours, others] = [base.split('\n'), mine.split('\n'), theirs.split('\n')]
  const [inMine, inTheirs] = [certainlyKept(old, ours), certainlyKept(old, others)]
  if (!inMine || !inTheirs) return undefined

  const merged: string[] = []
  let at = { old: 0, mine: 0, theirs: 0 }
  for (let line = 0; line <= old.length; line++) {
    // After the last line all three texts end.
    const end = line === old.length
    const [mineAt, theirsAt] = end ? [ours.length, others.length] : [inMine.places.get(line), inTheirs.places.get(line)]
    if (mineAt === undefined || theirsAt === undefined) continue
    const part = mergePart(old.slice(at.old, line), ours.slice(at.mine, mineAt), others.slice(at.theirs, theirsAt))
    if (!part) return undefined
    merged.push(...part)
    if (!end) merged.push(old[line] ?? '')
    at = { old: line + 1, mine: mineAt + 1, theirs: theirsAt + 1 }
  }
  return merged.join('\n')
}

/** The lines between two kept ones: those of the side that changed them; undefined when both did, differently. */
function mergePart(base: string[], mine: string[], theirs: string[]): string[] | undefined {
  if (isSame(theirs, base)) return mine
  if (isSame(mine, base)) return theirs
  // Of two lines that are the same, each side may have taken out another one. Then equal parts are not one change.
  return isSame(mine, theirs) && certainlyKept(base, mine)?.all ? mine : undefined
}

const isSame = (lines: string[], others: string[]) =>
  lines.length === others.length && lines.every((line, at) => line === others[at])

/**
 * Which lines of `before` are in `after` whatever longest common subsequence one takes, with their places there.
 * Undefined when the texts are too long to say. The nth line of a common subsequence is always one of the pairs of
 * equal lines on level n; where a level has one pair only, every subsequence holds it. `all`: there is only one.
 */
function certainlyKept(before: string[], after: string[]): { places: Map<number, number>; all: boolean } | undefined {
  const [rows, columns] = [before.length, after.length]
  if (rows * columns > MOST_PAIRS) return undefined
  const width = columns + 1
  // The length of the longest common subsequence of what stands before each pair of places, and of what stands after.
  const ahead = new Uint16Array((rows + 1) * width)
  const behind = new Uint16Array((rows + 1) * width)
  const of = (table: Uint16Array, row: number, column: number) => table[row * width + column] ?? 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      ahead[(row + 1) * width + column + 1] =
        before[row] === after[column]
          ? of(ahead, row, column) + 1
          : Math.max(of(ahead, row, column + 1), of(ahead, row + 1, column))
    }
  }
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      behind[row * width + column] =
        before[row] === after[column]
          ? of(behind, row + 1, column + 1) + 1
          : Math.max(of(behind, row + 1, column), of(behind, row, column + 1))
    }
  }

  const longest = of(ahead, rows, columns)
  const pairs = new Map<number, { row: number; column: number } | null>()
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (before[row] !== after[column]) continue
      const level = of(ahead, row, column)
      if (level + 1 + of(behind, row + 1, column + 1) < longest) continue
      pairs.set(level, pairs.has(level) ? null : { row, column })
    }
  }
  const places = new Map([...pairs.values()].flatMap((pair) => (pair ? [[pair.row, pair.column]] : [])))
  return { places, all: places.size === longest }
}
