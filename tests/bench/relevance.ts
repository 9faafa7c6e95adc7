import { parseArgs } from 'node:util'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { connect } from '#db/connect.ts'
import type { Db } from '#db/transaction.ts'
import { enginesHere } from './engines.ts'
import { certaintyReport, collectCases } from './relevance-certainty.ts'
import { fillForum } from './relevance-forum.ts'
import { bm25OverTitles } from './relevance-reference.ts'
import { type EvalQuery, type EvalSet, evalSets } from './relevance-sets.ts'
import { type BenchResult, printResult, withBenchDatabase } from './support.ts'

/** What the embedded engine is to reach when all it knows of a need is its title. */
const AIMS: { set: string; way: string; figure: keyof Figures; aim: number }[] = [
  { set: 'cnil', way: 'title', figure: 'recall@5', aim: 0.76 },
  { set: 'cnil', way: 'title', figure: 'recall@10', aim: 0.84 },
  { set: 'askubuntu', way: 'title', figure: 'recall@10', aim: 0.38 },
  { set: 'cardano', way: 'title', figure: 'recall@10', aim: 0.56 },
]
/** How far an engine may stay behind the embedded one on the French questions. */
const BEHIND = 0.03
const FETCHED = 60

type Figures = { 'recall@1': number; 'recall@5': number; 'recall@10': number; mrr: number }
type Rank = (query: EvalQuery) => Promise<string[]>

/**
 * How well needs find what answers them, over sets of questions with known answers: each engine, asked through its own
 * interface with the title alone, with title and text, and as a search, beside BM25 over titles in the same run. The
 * half that the ranking was fitted on and the other one are reported apart. Arguments are names of sets; `--certainty`
 * says instead how often suggestions of each certainty were right.
 */
export async function bench(args: string[]): Promise<void> {
  const report: BenchResult = { bench: 'relevance', aims: {}, figures: { 'each figure': FIGURES.join(', ') } }
  const table: [string, string][] = [['', 'recall@1  @5    @10   MRR    on all needs | fitted half | held-out half']]
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { certainty: { type: 'boolean' } },
  })
  const cases: Awaited<ReturnType<typeof collectCases>> = []
  await withBenchDatabase(async (databaseUrl) => {
    const { db } = connect(databaseUrl, { max: 4 })
    try {
      for await (const set of evalSets(positionals)) {
        const keyOf = await fillForum(db, set.documents)
        if (values.certainty) {
          const engine = postgresEngine()
          await engine.rebuild(db)
          cases.push(...(await collectCases(db, engine, set, keyOf)))
          continue
        }
        await measure(set, 'BM25 over titles', await bm25OverTitles(db, set.documents), report, table)
        for (const [name, engine] of enginesHere()) {
          await engine.rebuild(db)
          for (const [way, rank] of waysOf(db, set, engine, keyOf)) {
            const { all } = await measure(set, `${name}, ${way}`, rank, report, table)
            noteAims(report, set, name, way, all)
          }
        }
      }
    } finally {
      await db.destroy()
    }
  })
  printResult(report, values.certainty ? certaintyReport(cases) : table)
}

function waysOf(db: Db, set: EvalSet, engine: SearchEngine, keyOf: Map<number, string>): [string, Rank][] {
  const keys = (hits: { postId: number }[]) => [...new Set(hits.flatMap(({ postId }) => keyOf.get(postId) ?? []))]
  const ways: [string, Rank][] = [
    ['title', async ({ title, locale }) => keys(await engine.suggest(db, { title, locale }, { limit: FETCHED }))],
  ]
  if (set.queries.some((query) => query.body)) {
    ways.push([
      'title and text',
      async ({ title, body, tags, locale }) =>
        keys(
          await engine.suggest(
            db,
            { title, ...(body ? { body } : {}), ...(tags ? { tags } : {}), locale },
            { limit: FETCHED },
          ),
        ),
    ])
  }
  if (!set.anyIsEnough) {
    ways.push(['search', async ({ title }) => keys(await engine.search(db, parseQuery(title), { limit: FETCHED }))])
  }
  return ways
}

async function measure(set: EvalSet, name: string, rank: Rank, report: BenchResult, table: [string, string][]) {
  const sums = { all: empty(), fitted: empty(), 'held out': empty() }
  const counts = { all: 0, fitted: 0, 'held out': 0 }
  const started = performance.now()
  for (const query of set.queries) {
    const keys = (await rank(query)).filter((key) => key !== query.except)
    const figures = judge(keys, query, set.anyIsEnough)
    for (const part of ['all', query.half] as const) {
      counts[part]++
      for (const figure of FIGURES) sums[part][figure] += figures[figure]
    }
  }
  const each = (performance.now() - started) / Math.max(1, set.queries.length)
  for (const part of PARTS) {
    for (const figure of FIGURES)
      sums[part][figure] = Number((sums[part][figure] / Math.max(1, counts[part])).toFixed(3))
  }
  const shown = PARTS.map((part) => FIGURES.map((figure) => sums[part][figure].toFixed(3)).join(' '))
  for (const [index, part] of PARTS.entries()) report.figures[`${set.name}: ${name}, ${part}`] = shown[index] ?? ''
  const line: [string, string] = [`${set.name}: ${name}`, `${shown.join(' | ')}  ${each.toFixed(1)} ms a need`]
  console.error(line.join('  '))
  table.push(line)
  return sums
}

const FIGURES = ['recall@1', 'recall@5', 'recall@10', 'mrr'] as const
const PARTS = ['all', 'fitted', 'held out'] as const
const empty = (): Figures => ({ 'recall@1': 0, 'recall@5': 0, 'recall@10': 0, mrr: 0 })

/** The share of the wanted documents among the first ones, and one over the place of the first of them. */
function judge(keys: string[], { wanted }: EvalQuery, anyIsEnough: boolean): Figures {
  const among = (first: number) => {
    const found = keys.slice(0, first).filter((key) => wanted.has(key)).length
    return anyIsEnough ? Math.min(1, found) : found / wanted.size
  }
  const place = keys.slice(0, 50).findIndex((key) => wanted.has(key))
  return {
    'recall@1': among(1),
    'recall@5': among(5),
    'recall@10': among(10),
    mrr: place < 0 ? 0 : 1 / (place + 1),
  }
}

function noteAims(report: BenchResult, set: EvalSet, engine: string, way: string, reached: Figures): void {
  for (const { figure, aim } of AIMS.filter((each) => each.set === set.name && each.way === way)) {
    if (engine === 'embedded') {
      report.aims[`${set.name} ${figure}`] = { value: reached[figure], aim, better: 'higher' }
    } else if (set.name === 'cnil') {
      const embedded = report.aims[`${set.name} ${figure}`]?.value ?? 0
      report.aims[`${set.name} ${figure}, ${engine}`] = {
        value: reached[figure],
        aim: Number((embedded - BEHIND).toFixed(3)),
        better: 'higher',
      }
    }
  }
}
