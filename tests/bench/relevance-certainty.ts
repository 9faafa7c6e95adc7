import type { Need, SearchEngine } from '#app/domain/search/engine.ts'
import { certaintyOf, EVIDENCE, evidenceOf } from '#app/domain/search/rank/certainty.ts'
import type { Db } from '#db/transaction.ts'
import type { EvalQuery, EvalSet } from './relevance-sets.ts'

/** How much a set counts in the fit: those whose every right answer is known more than those of intents. */
const WEIGHTS: Record<string, number> = {
  cnil: 1.5,
  'askubuntu, each text once': 1.5,
  semeval2016: 1,
  banking77: 0.5,
  'hint3 curekart': 0.17,
  'hint3 sofmattress': 0.17,
  'hint3 powerplay11': 0.17,
}
const LOOKED_AT = 8
const NEEDS = 600
const THRESHOLDS = [0.3, 0.5, 0.7, 0.8, 0.9]

/** One suggestion: what spoke for it, how certain it was called, and whether it was right. */
type Case = { set: string; half: EvalQuery['half']; evidence: number[]; certainty: number; right: boolean }

/** The first suggestions for a set's needs, by their titles and by titles with texts; none for sets that cannot say what is right. */
export async function collectCases(
  db: Db,
  engine: SearchEngine,
  set: EvalSet,
  keyOf: Map<number, string>,
): Promise<Case[]> {
  if (WEIGHTS[set.name] === undefined) return []
  const same = set.name.startsWith('askubuntu') ? duplicatesOf(set.queries) : undefined
  const cases: Case[] = []
  for (const query of set.queries.slice(0, NEEDS)) {
    const needs: Need[] = [{ title: query.title, locale: query.locale }]
    if (query.body) needs.push({ title: query.title, body: query.body, locale: query.locale })
    for (const need of needs) {
      const hits = (await engine.suggest(db, need, { limit: LOOKED_AT + 1 }))
        .filter(({ postId }) => keyOf.get(postId) !== query.except)
        .slice(0, LOOKED_AT)
      const ids = hits.map(({ postId }) => postId)
      const [evidence, certainties] = [await evidenceOf(db, need, ids), await certaintyOf(db, need, ids)]
      for (const [postId, found] of evidence) {
        const key = keyOf.get(postId) ?? ''
        cases.push({
          set: set.name,
          half: query.half,
          evidence: EVIDENCE.map((name) => found[name]),
          certainty: certainties.get(postId) ?? 0,
          right: query.wanted.has(key) || (same?.(query.except ?? '', key) ?? false),
        })
      }
    }
  }
  return cases
}

/** Duplicates of one question are duplicates of each other. */
function duplicatesOf(queries: EvalQuery[]): (one: string, other: string) => boolean {
  const to = new Map<string, string>()
  const original = (key: string): string => {
    const next = to.get(key)
    return next === undefined ? key : original(next)
  }
  for (const { except = '', wanted } of queries) {
    for (const key of wanted) {
      const [one, other] = [original(except), original(key)]
      if (one !== other) to.set(one, other)
    }
  }
  return (one, other) => original(one) === original(other)
}

/** How often suggestions called so certain were right, on the half that nothing was fitted on; and what a new fit gives. */
export function certaintyReport(cases: Case[]): [string, string][] {
  const heldOut = cases.filter((each) => each.half === 'held out')
  const lines: [string, string][] = [
    ['certainty', THRESHOLDS.map((least) => `from ${least}`.padEnd(15)).join('')],
    ...['all', ...new Set(cases.map((each) => each.set))].map((set): [string, string] => [
      `  ${set}`,
      THRESHOLDS.map((least) => {
        const those = heldOut.filter((each) => (set === 'all' || each.set === set) && each.certainty >= least)
        const right = those.filter((each) => each.right).length
        return (those.length > 0 ? `${(right / those.length).toFixed(2)} of ${those.length}` : '-').padEnd(15)
      }).join(''),
    ]),
  ]
  const fitted = regress(cases.filter((each) => each.half === 'fitted'))
  lines.push([
    'fitted anew',
    ['base', ...EVIDENCE].map((name, index) => `${name} ${fitted[index]?.toFixed(2)}`).join(', '),
  ])
  return lines
}

/** Logistic regression by Newton's method, sets weighed as above, with a little of a pull towards zero. */
function regress(cases: Case[]): number[] {
  const counts = new Map<string, number>()
  for (const { set } of cases) counts.set(set, (counts.get(set) ?? 0) + 1)
  const size = EVIDENCE.length + 1
  let weights = Array<number>(size).fill(0)
  for (let round = 0; round < 25; round++) {
    const rows = Array.from({ length: size }, () => Array<number>(size + 1).fill(0))
    for (const { set, evidence, right } of cases) {
      const values = [1, ...evidence]
      const counted = (WEIGHTS[set] ?? 0) / (counts.get(set) ?? 1)
      const guess = 1 / (1 + Math.exp(-values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)))
      for (const [at, row] of rows.entries()) {
        const value = values[at] ?? 0
        for (const [to, other] of values.entries())
          row[to] = (row[to] ?? 0) + counted * guess * (1 - guess) * value * other
        row[size] = (row[size] ?? 0) + counted * (Number(right) - guess) * value
      }
    }
    for (const [at, row] of rows.entries()) {
      row[at] = (row[at] ?? 0) + 1e-4
      row[size] = (row[size] ?? 0) - 1e-4 * (weights[at] ?? 0)
    }
    const step = solve(rows)
    weights = weights.map((weight, at) => weight + (step[at] ?? 0))
  }
  return weights
}

/** Gauss's elimination; the last column is the right-hand side. */
function solve(rows: number[][]): number[] {
  for (const [at, pivot] of rows.entries()) {
    for (const row of rows.slice(at + 1)) {
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1)
      for (const [to, value] of pivot.entries()) row[to] = (row[to] ?? 0) - factor * value
    }
  }
  const solution: number[] = []
  for (const [at, row] of [...rows.entries()].reverse()) {
    const known = solution.reduce((sum, value, to) => sum + value * (row[to] ?? 0), 0)
    solution[at] = ((row.at(-1) ?? 0) - known) / (row[at] ?? 1)
  }
  return solution
}
