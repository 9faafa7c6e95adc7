import { diffArrays, diffLines, diffWordsWithSpace } from 'diff'

export type Mark = 'same' | 'added' | 'removed'
export type DiffPart = { text: string; mark: Mark }
type Line = { number: number; parts: DiffPart[] }

/** One row of a comparison: the line before, the line after, or a run of equal lines that is not shown. */
export type DiffRow =
  | { kind: 'same' | 'changed' | 'added' | 'removed'; before: Line | null; after: Line | null }
  | { kind: 'skipped'; count: number }

export type TextDiff = {
  rows: DiffRow[]
  added: number
  removed: number
  /** Whether the texts are so different or so long that they were not compared in detail. */
  coarse: boolean
  /** How many rows were left out because a page cannot show more. */
  cut: number
}

/** Milliseconds for one comparison: what is not compared by then is shown as replaced. */
const BUDGET = 300
const CONTEXT = 2
const MOST_ROWS = 1500
/** When less than this share of a line is the same, it is shown as removed and added, without marks inside. */
const ALIKE = 0.35

/**
 * Compares two texts line by line, and changed lines word by word. It takes about 300 ms at most, however long and
 * different the texts are. Long runs of equal lines are left out, except two lines around each change.
 */
export function diffTexts(before: string, after: string, { budget = BUDGET } = {}): TextDiff {
  const until = performance.now() + budget
  const found = diffLines(`${before}\n`, `${after}\n`, { timeout: budget * 0.6 })
  const changes = found ?? replaced(`${before}\n`, `${after}\n`)

  const rows: DiffRow[] = []
  let [numberBefore, numberAfter, added, removed] = [0, 0, 0, 0]
  const plain = (text: string, number: number, mark: Mark): Line => ({ number, parts: [{ text, mark }] })

  for (let at = 0; at < changes.length; at++) {
    const change = changes[at]
    if (!change) continue
    if (!change.added && !change.removed) {
      for (const text of linesOf(change.value)) {
        numberBefore += 1
        numberAfter += 1
        rows.push({ kind: 'same', before: plain(text, numberBefore, 'same'), after: plain(text, numberAfter, 'same') })
      }
      continue
    }
    const next = changes[at + 1]
    const pairs = change.removed && next?.added
    const gone = change.removed ? linesOf(change.value) : []
    const come = change.added ? linesOf(change.value) : pairs ? linesOf(next.value) : []
    if (pairs) at += 1
    removed += gone.length
    added += come.length

    for (let index = 0; index < Math.max(gone.length, come.length); index++) {
      const [old, fresh] = [gone[index], come[index]]
      const left = until - performance.now()
      const words = old !== undefined && fresh !== undefined && left > 1 ? diffWords(old, fresh, left) : undefined
      if (words) {
        numberBefore += 1
        numberAfter += 1
        rows.push({
          kind: 'changed',
          before: { number: numberBefore, parts: words.filter((part) => part.mark !== 'added') },
          after: { number: numberAfter, parts: words.filter((part) => part.mark !== 'removed') },
        })
        continue
      }
      if (old !== undefined) {
        numberBefore += 1
        rows.push({ kind: 'removed', before: plain(old, numberBefore, 'removed'), after: null })
      }
      if (fresh !== undefined) {
        numberAfter += 1
        rows.push({ kind: 'added', before: null, after: plain(fresh, numberAfter, 'added') })
      }
    }
  }
  const shown = withoutLongRuns(rows)
  const cut = Math.max(0, shown.length - MOST_ROWS)
  return { rows: shown.slice(0, MOST_ROWS), added, removed, coarse: found === undefined, cut }
}

/** Compares a title, or another text of one line, word by word. */
export function diffLine(before: string, after: string): DiffPart[] {
  if (before === after) return [{ text: after, mark: 'same' }]
  return (
    diffWords(before, after, 50) ?? [
      { text: before, mark: 'removed' },
      { text: after, mark: 'added' },
    ]
  )
}

export function diffTags(before: string[], after: string[]): DiffPart[] {
  return diffArrays(before, after).flatMap((change) =>
    change.value.map((text) => ({ text, mark: change.added ? 'added' : change.removed ? 'removed' : 'same' }) as const),
  )
}

function diffWords(before: string, after: string, timeout: number): DiffPart[] | undefined {
  const changes = diffWordsWithSpace(before, after, { timeout })
  if (!changes) return undefined
  const same = changes.reduce((sum, part) => (part.added || part.removed ? sum : sum + part.value.trim().length), 0)
  if (same < ALIKE * Math.min(before.length, after.length)) return undefined
  return withoutLooseBlanks(
    changes.map(({ value, added, removed }) => ({
      text: value,
      mark: added ? 'added' : removed ? 'removed' : 'same',
    })),
  )
}

/** Several changed words in a row are one change: a space between them does not count as unchanged. */
function withoutLooseBlanks(parts: DiffPart[]): DiffPart[] {
  const whole: DiffPart[] = []
  let [gone, come] = ['', '']
  const endRun = () => {
    if (gone !== '') whole.push({ text: gone, mark: 'removed' })
    if (come !== '') whole.push({ text: come, mark: 'added' })
    gone = come = ''
  }
  for (const [at, { text, mark }] of parts.entries()) {
    const within = mark === 'same' && text.trim() === '' && (gone !== '' || come !== '') && at < parts.length - 1
    if (mark === 'removed' || within) gone += text
    if (mark === 'added' || within) come += text
    if (mark !== 'same' || within) continue
    endRun()
    whole.push({ text, mark })
  }
  endRun()
  return whole
}

/** The comparison without a search: the same beginning, the same end, and everything between replaced. */
function replaced(before: string, after: string) {
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const shorter = Math.min(old.length, fresh.length)
  let head = 0
  while (head < shorter && old[head] === fresh[head]) head += 1
  let tail = 0
  while (tail < shorter - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1
  const part = (lines: string[], mark: Mark) => ({
    value: lines.map((line) => `${line}\n`).join(''),
    added: mark === 'added',
    removed: mark === 'removed',
  })
  return [
    part(old.slice(0, head), 'same'),
    part(old.slice(head, old.length - tail), 'removed'),
    part(fresh.slice(head, fresh.length - tail), 'added'),
    part(old.slice(old.length - tail), 'same'),
  ].filter((each) => each.value !== '')
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

function withoutLongRuns(rows: DiffRow[]): DiffRow[] {
  const near = new Set<number>()
  for (const [at, row] of rows.entries()) {
    if (row.kind === 'same') continue
    for (let other = at - CONTEXT; other <= at + CONTEXT; other++) near.add(other)
  }
  const kept: DiffRow[] = []
  let run: DiffRow[] = []
  const endRun = () => {
    // A note that one line was left out would need as much space as the line.
    kept.push(...(run.length > 1 ? [{ kind: 'skipped' as const, count: run.length }] : run))
    run = []
  }
  for (const [at, row] of rows.entries()) {
    if (row.kind === 'same' && !near.has(at)) {
      run.push(row)
      continue
    }
    endRun()
    kept.push(row)
  }
  endRun()
  return kept
}
