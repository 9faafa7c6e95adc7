import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { connectMeilisearch } from '#app/engines/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { env } from '#app/platform/env.ts'
import { connect } from '#db/connect.ts'
import { migrateToLatest } from '#db/migrate.ts'
import type { Db } from '#db/transaction.ts'
import { fillCommunity } from './search-community.ts'
import { badInputs, makeNeeds, makeQueries } from './search-queries.ts'
import { type TextStatistics, textStatistics } from './search-statistics.ts'
import { makeWriter, type Writer } from './search-texts.ts'
import { type BenchResult, printResult, withBenchDatabase } from './support.ts'

const SIZES = [10_000, 100_000, 1_000_000]
const SEED = 4
const AT_ONCE = [1, 16]
/** The p95 of suggestions in milliseconds, one at a time, by number of threads. */
const SUGGEST_AIMS: Record<number, number> = { 100000: 40, 1000000: 120 }
const BAD_INPUT_AIM = { threads: 100_000, milliseconds: 300 }
const INDEXED_ONE_BY_ONE = 200

type Report = { aims: BenchResult['aims']; figures: BenchResult['figures']; table: [string, string][] }
type Scene = { db: Db; writer: Writer; threads: number; report: Report }

/**
 * How fast suggestions and searches are among 10 thousand, 100 thousand and a million made-up threads (or as many as the
 * arguments say), and what their index costs. With DATABASE_URL, a database for each size is made beside it and used
 * again the next time; `--keep-index` then measures with the index that is there. `--queries N` asks N times each (300).
 */
export async function bench(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'keep-index': { type: 'boolean' }, queries: { type: 'string', default: '300' } },
  })
  const sizes = positionals.length > 0 ? positionals.map(Number) : SIZES
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1000)) {
    throw new Error('Sizes are numbers of threads, of 1000 and more: npm run bench -- search 10000 100000')
  }
  const statistics = await textStatistics()
  const report: Report = { aims: {}, figures: { 'statistics from': statistics.source }, table: [] }
  await withBenchDatabase(async (databaseUrl) => {
    for (const threads of sizes) {
      const url = await communityOf(databaseUrl, statistics, threads)
      const { db } = connect(url, { max: Math.max(...AT_ONCE) })
      try {
        const scene = { db, writer: makeWriter(statistics, threads, SEED), threads, report }
        for (const [name, engine] of enginesHere(threads)) await measureEngine(scene, name, engine, values)
      } finally {
        await db.destroy()
      }
    }
  })
  printResult({ bench: 'search', aims: report.aims, figures: report.figures }, report.table)
}

/** The embedded engine, and beside it Meilisearch with an index of its own when there is a server at MEILI_URL. */
function enginesHere(threads: number): [string, SearchEngine][] {
  const embedded = postgresEngine()
  const { MEILI_URL: url, MEILI_KEY: key } = env
  if (!url) return [['embedded', embedded]]
  const connection = connectMeilisearch({ url, key, uid: `entraide_search_${threads}` })
  return [
    ['embedded', embedded],
    ['meilisearch', meilisearchEngine(connection, embedded)],
  ]
}

/** A database of so many threads: one of an earlier run if it was made in the same way. */
async function communityOf(databaseUrl: string, statistics: TextStatistics, threads: number): Promise<string> {
  const name = `entraide_search_${threads}`
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  const made = `entraide search bench 1, seed ${SEED}`
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select shobj_description(oid, 'pg_database') as made from pg_database where datname = $1`,
      [name],
    )
    if (rows[0]?.made === made) {
      await migrateToLatest(url.href)
      return url.href
    }
    await client.query(`drop database if exists ${name}`)
    await client.query(`create database ${name}`)
    await migrateToLatest(url.href)
    const started = performance.now()
    await fillCommunity(url.href, statistics, threads, SEED)
    console.error(`${threads} threads made in ${Math.round((performance.now() - started) / 1000)} s`)
    await client.query(`comment on database ${name} is '${made}'`)
  } finally {
    await client.end()
  }
  return url.href
}

async function measureEngine(
  scene: Scene,
  name: string,
  engine: SearchEngine,
  { 'keep-index': keepIndex, queries: count }: { 'keep-index'?: boolean; queries: string },
): Promise<void> {
  const { db, writer, threads, report } = scene
  const about = `${name}, ${threads} threads`
  const note = (what: string, value: number, shown: string) => {
    report.figures[`${about}: ${what}`] = value
    report.table.push([`${about}: ${what}`, shown])
  }
  console.error(`${about}…`)
  if (!keepIndex) await measureIndexing(db, engine, note)
  if (name === 'embedded') {
    const { table, indexes } = await indexSize(db)
    note('search tables MB', table, `${table} MB`)
    note('indexes of search tables MB', indexes, `${indexes} MB`)
  }

  const worksOf = async (seed: number): Promise<Work[]> => {
    const needs = makeNeeds(writer, Number(count), seed)
    const queries = await makeQueries(db, writer, Number(count), seed + 1)
    return [
      {
        name: 'suggest',
        items: needs.map(({ kind, need }) => ({ kind, run: () => suggestPosts(db, null, engine, need) })),
      },
      {
        name: 'suggest, engine alone',
        items: needs.map(({ kind, need }) => ({ kind, run: () => engine.suggest(db, need, { limit: 20 }) })),
      },
      {
        name: 'search',
        items: queries.map(({ kind, text, locale }) => ({
          kind,
          run: () => searchPosts(db, null, engine, { text, locale }),
        })),
      },
      {
        name: 'search, engine alone',
        items: queries.map(({ kind, text }) => ({
          kind,
          run: () => engine.search(db, parseQuery(text), { limit: 300 }),
        })),
      },
      { name: 'five rows by id', items: bareReads(db, threads, Number(count)) },
    ]
  }
  const works = await worksOf(SEED + 1)
  // A server that has run for a while: code compiled, statements planned, indexes in memory; by needs of its own.
  for (const work of await worksOf(SEED + 101)) await timeAll(work.items, 2)
  const p50: Record<string, number> = {}
  const p95: Record<string, number> = {}
  for (const atOnce of AT_ONCE) {
    for (const work of works) {
      // The first ones open connections and plan their statements.
      await timeAll(work.items.slice(0, 4 * atOnce), atOnce)
      const times = await timeAll(work.items, atOnce, atOnce === 1 ? await processorClock(db) : undefined)
      const what = `${work.name}, ${atOnce} at once`
      const [half, most] = [quantile(times.all, 0.5), quantile(times.all, 0.95)]
      p50[what] = half
      p95[what] = most
      report.figures[`${about}: ${what}, p50 ms`] = half
      note(`${what}, p95 ms`, most, `p50 ${half} ms, p95 ${most} ms, ${Math.round(times.perSecond)} a second`)
      if (atOnce === 1 && times.processor.length > 0) {
        const [usual, rare] = [quantile(times.processor, 0.5), quantile(times.processor, 0.95)]
        note(`${what}, p95 ms of processor time`, rare, `p50 ${usual} ms, p95 ${rare} ms`)
      }
      if (atOnce === 1 && times.kinds.size > 1) {
        for (const [kind, own] of times.kinds) {
          note(
            `${what}, ${kind}, p95 ms`,
            quantile(own, 0.95),
            `p50 ${quantile(own, 0.5)} ms, p95 ${quantile(own, 0.95)} ms`,
          )
        }
      }
    }
    const ratio = round((p50[`suggest, ${atOnce} at once`] ?? 0) / (p50[`five rows by id, ${atOnce} at once`] ?? 1))
    note(`suggest / five rows by id, ${atOnce} at once, p50`, ratio, String(ratio))
  }
  const worst = await worstOf(db, engine, writer)
  note('worst of bad input ms', worst.milliseconds, `${worst.milliseconds} ms (${worst.what})`)

  if (name !== 'embedded') return
  const aim = SUGGEST_AIMS[threads]
  if (aim) {
    report.aims[`suggest p95 ms, ${threads} threads`] = { value: p95['suggest, 1 at once'] ?? 0, aim, better: 'lower' }
  }
  if (threads === BAD_INPUT_AIM.threads) {
    const value = worst.milliseconds
    report.aims[`worst of bad input ms, ${threads} threads`] = {
      value,
      aim: BAD_INPUT_AIM.milliseconds,
      better: 'lower',
    }
  }
}

async function measureIndexing(
  db: Db,
  engine: SearchEngine,
  note: (what: string, value: number, shown: string) => void,
): Promise<void> {
  const started = performance.now()
  await engine.rebuild(db)
  const seconds = (performance.now() - started) / 1000
  const { rows } = await sql<{ count: number }>`select count(*) from search_documents`.execute(db)
  const documents = rows[0]?.count ?? 0
  const rate = Math.round(documents / seconds)
  note('indexed documents/s', rate, `${rate} documents/s (${documents} in ${Math.round(seconds)} s)`)

  const single = performance.now()
  for (let at = 1; at <= INDEXED_ONE_BY_ONE; at++) await engine.index(db, { threadIds: [at] })
  const milliseconds = round((performance.now() - single) / INDEXED_ONE_BY_ONE)
  note('one thread indexed again ms', milliseconds, `${milliseconds} ms`)
}

async function indexSize(db: Db): Promise<{ table: number; indexes: number }> {
  const { rows } = await sql<{ table: number; indexes: number }>`
    select (sum(pg_table_size(oid)) / 1048576)::integer as table, (sum(pg_indexes_size(oid)) / 1048576)::integer as indexes
    from pg_class
    where relkind = 'r' and relname in ('search_documents', 'search_lexemes', 'search_words')`.execute(db)
  return rows[0] ?? { table: 0, indexes: 0 }
}

type Item = { kind: string; run: () => Promise<unknown> }
type Work = { name: string; items: Item[] }
type Times = { all: number[]; processor: number[]; kinds: Map<string, number[]>; perSecond: number }
/** Milliseconds of processor time so far. */
type Clock = () => number

/** What the machine does at least for any answer of five rows. */
function bareReads(db: Db, threads: number, count: number): Item[] {
  return Array.from({ length: count }, (_, at) => {
    const ids = [0, 1, 2, 3, 4].map((other) => 1 + ((at * 7919 + other * 104_729) % threads))
    return {
      kind: '',
      run: () => sql`select id, title, state from threads where id = any (${ids}::bigint[])`.execute(db),
    }
  })
}

async function timeAll(items: Item[], atOnce: number, clock?: Clock): Promise<Times> {
  const times: Times = { all: [], processor: [], kinds: new Map(), perSecond: 0 }
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = items[next++]; item; item = items[next++]) {
        const used = clock?.()
        const before = performance.now()
        await item.run()
        const taken = performance.now() - before
        times.all.push(taken)
        if (clock && used !== undefined) times.processor.push(clock() - used)
        times.kinds.set(item.kind, [...(times.kinds.get(item.kind) ?? []), taken])
      }
    }),
  )
  times.perSecond = items.length / ((performance.now() - started) / 1000)
  return times
}

/**
 * What this process and the database's for our connections have used of the processor, where the system tells: beside
 * the time that passes, it says what a query costs on a machine that has nothing else to do.
 */
async function processorClock(db: Db): Promise<Clock | undefined> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and application_name = 'entraide'`.execute(db)
  const used = new Map<number, number>()
  const read = () => {
    for (const { pid } of rows) {
      // A connection that was closed meanwhile has used what it had used.
      const path = `/proc/${pid}/schedstat`
      if (existsSync(path)) used.set(pid, Number(readFileSync(path, 'utf8').split(' ')[0]))
    }
    const { user, system } = process.cpuUsage()
    return [...used.values()].reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6 + (user + system) / 1e3
  }
  read()
  return used.size === rows.length ? read : undefined
}

/** The slowest of the inputs that nobody means well with, each timed three times of which the middle one counts. */
async function worstOf(db: Db, engine: SearchEngine, writer: Writer): Promise<{ what: string; milliseconds: number }> {
  let worst = { what: '', milliseconds: 0 }
  for (const [name, text] of Object.entries(badInputs(writer))) {
    const ways: [string, () => Promise<unknown>][] = [
      [`search of ${name}`, () => searchPosts(db, null, engine, { text, locale: 'en' })],
      [`suggestions for ${name}`, () => suggestPosts(db, null, engine, { title: text, locale: 'en' })],
      [
        `suggestions with a text of ${name}`,
        () => suggestPosts(db, null, engine, { title: 'An application of my own', body: text, locale: 'fr' }),
      ],
    ]
    for (const [what, run] of ways) {
      const times: number[] = []
      for (let time = 0; time < 3; time++) times.push(...(await timeAll([{ kind: '', run }], 1)).all)
      const milliseconds = quantile(times, 0.5)
      if (milliseconds > worst.milliseconds) worst = { what, milliseconds }
    }
  }
  return worst
}

const round = (value: number): number => Number(value.toPrecision(3))

function quantile(values: number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? 0)
}
