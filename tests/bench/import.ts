import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { readRows } from '#app/import/stack-exchange/read-rows.ts'
import { makeDump } from './dump-maker.ts'
import { inTemporaryFolder, printResult, withBenchDatabase } from './support.ts'

const REAL = join(import.meta.dirname, '../../../shared/data/stackexchange/cardano')
// What a row of the dump became. Derived rows (points, search documents) are the import's own cost, not COPY's.
const TABLES = ['users', 'tags', 'threads', 'posts', 'thread_tags', 'thread_links', 'votes', 'awards', 'revisions']
// The memory that `npm run import` gives itself.
const HEAP = ['--max-old-space-size=160', '--max-semi-space-size=8']
const DERIVED = ['reputation_entries', 'reputation_days', 'search_documents']

/**
 * The whole import, from XML to searchable threads with every figure derived, beside a bare COPY of the rows that it
 * kept into tables that have a primary key and nothing else. `--scale N` repeats the dump N times with other ids,
 * `--questions N` makes a dump up, `--dump FOLDER` takes another one.
 */
export async function bench(args: string[]): Promise<void> {
  if (!HEAP.every((option) => process.execArgv.includes(option))) {
    const own = fork(process.argv[1] ?? '', ['import', ...args], { execArgv: [...process.execArgv, ...HEAP] })
    const [code] = await once(own, 'exit')
    process.exitCode = code ?? 1
    return
  }
  const { values } = parseArgs({
    args,
    options: { scale: { type: 'string' }, questions: { type: 'string' }, dump: { type: 'string' } },
  })
  const scale = Number(values.scale ?? 1)
  await inTemporaryFolder(async (folder) => {
    const dump = join(folder, `dump-${Date.now()}`)
    const original = values.dump ?? REAL
    if (values.questions || !existsSync(original)) await makeDump(dump, Number(values.questions ?? 1000 * scale))
    else await repeatDump(original, dump, scale)
    await withBenchDatabase((databaseUrl) => measure(databaseUrl, dump, folder))
  })
}

async function measure(databaseUrl: string, dump: string, folder: string): Promise<void> {
  const started = performance.now()
  let heaviest = 0
  const sampling = setInterval(() => {
    heaviest = Math.max(heaviest, process.memoryUsage.rss())
  }, 20)
  const report = await importDump(databaseUrl, { folder: dump })
  const importSeconds = (performance.now() - started) / 1000
  clearInterval(sampling)
  const kept = report.files.reduce((sum, file) => sum + file.kept, 0)

  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const bare = await timeCopy(client, TABLES, folder)
    const all = await timeCopy(client, [...TABLES, ...DERIVED], folder)
    const ratio = (bareSeconds: number) => Number((bareSeconds / importSeconds).toFixed(3))
    const perSecond = (seconds: number) => Math.round(kept / seconds)
    const megabytes = Math.round(heaviest / 1024 / 1024)

    printResult(
      {
        bench: 'import',
        aims: { 'import rows/s / bare COPY rows/s': { value: ratio(bare), aim: 0.2, better: 'higher' } },
        figures: {
          'rows kept': kept,
          'import rows/s': perSecond(importSeconds),
          'bare COPY rows/s': perSecond(bare),
          'import s': Number(importSeconds.toFixed(2)),
          'bare COPY s': Number(bare.toFixed(3)),
          'ratio to a COPY of points and search documents too': ratio(all),
          'peak memory MB': megabytes,
        },
      },
      [
        ['rows of the dump kept', String(kept)],
        ['import', `${importSeconds.toFixed(2)} s, ${perSecond(importSeconds)} rows/s, at most ${megabytes} MB`],
        ['bare COPY', `${bare.toFixed(3)} s, ${perSecond(bare)} rows/s`],
        ['bare COPY with points and search documents', `${all.toFixed(3)} s`],
      ],
    )
  } finally {
    await client.end()
  }
}

/** The seconds that COPY takes for what the tables hold, from files, into tables with a primary key only. */
async function timeCopy(client: pg.Client, tables: string[], folder: string): Promise<number> {
  let seconds = 0
  for (const table of tables) {
    const file = join(folder, `${table}.copy`)
    const { rows } = await client.query(
      `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
       from information_schema.columns
       where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
      [table],
    )
    const columns = rows[0].columns
    await pipeline(client.query(copyTo(`copy ${table} (${columns}) to stdout`)), createWriteStream(file))

    const key = await client.query(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_index
       join pg_attribute on attrelid = indrelid and attnum = any(indkey) where indrelid = $1::regclass and indisprimary`,
      [table],
    )
    await client.query(`drop table if exists bare_copy`)
    await client.query(`create table bare_copy as select ${columns} from ${table} limit 0`)
    await client.query(`alter table bare_copy add primary key (${key.rows[0].columns})`)
    const started = performance.now()
    await pipeline(createReadStream(file), client.query(copyFrom(`copy bare_copy (${columns}) from stdin`)))
    seconds += (performance.now() - started) / 1000
    await client.query('drop table bare_copy')
  }
  return seconds
}

const IDS =
  /^(Id|PostId|RelatedPostId|ParentId|AcceptedAnswerId|OwnerUserId|LastEditorUserId|UserId|ExcerptPostId|WikiPostId)$/

/** The same dump several times over, every id moved by a million each time. */
async function repeatDump(from: string, to: string, times: number): Promise<void> {
  mkdirSync(to, { recursive: true })
  const escaped = (text: string) => text.replace(/[&<>"\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
  for (const name of (await readdir(from)).filter((file) => file.endsWith('.xml'))) {
    const root = name.replace('.xml', '').toLowerCase()
    const out = createWriteStream(join(to, name))
    await pipeline(async function* () {
      yield `<?xml version="1.0" encoding="utf-8"?>\n<${root}>\n`
      for (let time = 0; time < times; time++) {
        for await (const { rows } of readRows(join(from, name))) {
          yield rows
            .map((row) => {
              const attributes = Object.entries(row).map(([key, value]) => {
                const moved = IDS.test(key) ? String(Number(value) + time * 1_000_000) : escaped(value)
                return `${key}="${moved}"`
              })
              return `  <row ${attributes.join(' ')} />\n`
            })
            .join('')
        }
      }
      yield `</${root}>\n`
    }, out)
  }
}
