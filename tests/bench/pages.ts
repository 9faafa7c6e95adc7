import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { buildIfStale } from '#app/server/build.ts'
import { makeDump } from './dump-maker.ts'
import { openLoad, pinPostgres, startCeilings, startServer, type Target } from './page-processes.ts'
import { choosePages, type PageKind, type RecordedPage, recordPages } from './page-recorder.ts'
import { weighPage } from './page-weight.ts'
import { inTemporaryFolder, printResult, withBenchDatabase } from './support.ts'

const REAL = join(import.meta.dirname, '../../../shared/data/stackexchange/cardano')
const CONCURRENCY = [1, 16, 64]
const AIMED = 16
const WARM_UP = { thread: 4, list: 2, search: 2 }

type Contestant = 'entraide' | 'sql' | 'constant'
type Turn = { requests: number; seconds: number; cpu: number; latencies: number[] }
type Cell = { kind: PageKind; signedIn: boolean; connections: number; turns: Record<Contestant, Turn[]> }

/**
 * Pages of an imported community beside two ceilings in short turns, of which the median counts: bare node:http that sends the same HTML, and one
 * that runs the statements of the page first, named and prepared. The servers share the first core and take turns; the
 * load and PostgreSQL have the second. No answer is compressed, and no page is cached. `--seconds N` is the length of a
 * turn, `--rounds N` how many each has, `--dump FOLDER` and `--questions N` are as in the import's benchmark.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '0.5' },
      rounds: { type: 'string', default: '2' },
      questions: { type: 'string' },
      dump: { type: 'string' },
    },
  })
  const embedded = !process.env.DATABASE_URL
  await buildIfStale()
  await inTemporaryFolder(async (folder) => {
    let dump = values.dump ?? REAL
    if (values.questions || !existsSync(dump)) {
      dump = join(folder, `dump-${Date.now()}`)
      await makeDump(dump, Number(values.questions ?? 1000))
    }
    await withBenchDatabase(async (databaseUrl) => {
      await importDump(databaseUrl, { folder: dump })
      await settle(databaseUrl)
      if (embedded) await pinPostgres(databaseUrl)
      await measure(databaseUrl, { seconds: Number(values.seconds), rounds: Number(values.rounds) })
    })
  })
}

/** What autovacuum would do in its own time, and in the middle of the measuring. */
async function settle(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  // All of the load comes from one address.
  await client.query(
    `insert into settings (name, value)
     values ('rateLimits', '{"searchesAMinute": 1000000, "searchesOfAnAddressAMinute": 1000000, "suggestionsAMinute": 1000000}')
     on conflict (name) do update set value = settings.value || excluded.value`,
  )
  await client.query('vacuum analyze').finally(() => client.end())
}

async function measure(databaseUrl: string, { seconds, rounds }: { seconds: number; rounds: number }): Promise<void> {
  const pages = await recordPages(databaseUrl, await choosePages(databaseUrl))
  await using server = await startServer(databaseUrl)
  await using ceilings = await startCeilings(databaseUrl, pages)
  await using load = openLoad()

  const kinds = [...new Set(pages.map((page) => page.kind))]
  const cells: Cell[] = kinds.flatMap((kind) =>
    [false, true].flatMap((signedIn) =>
      CONCURRENCY.map((connections) => ({
        kind,
        signedIn,
        connections,
        turns: { entraide: [], sql: [], constant: [] },
      })),
    ),
  )
  const targets: Record<Contestant, Target> = { entraide: server, sql: ceilings, constant: ceilings }
  const turn = async ({ kind, signedIn, connections, turns }: Cell, contestant: Contestant, length = seconds) => {
    const wanted = pages.filter((page) => page.kind === kind && page.signedIn === signedIn)
    const target = targets[contestant]
    const requests = wanted.map((page) => ({ path: pathOf(page, contestant, pages), headers: page.headers }))
    const before = target.cpuSeconds()
    const result = await load.run({ url: target.url, requests, connections, seconds: length })
    turns[contestant].push({ ...result, cpu: target.cpuSeconds() - before })
  }

  // Code that V8 has not compiled yet is slow; nobody reads a server that has just started.
  for (const cell of cells.filter((each) => each.connections === AIMED)) {
    await turn(structuredClone(cell), 'entraide', WARM_UP[cell.kind])
    await turn(structuredClone(cell), 'sql')
    await turn(structuredClone(cell), 'constant')
  }
  for (let round = 0; round < rounds; round++) {
    for (const cell of cells) {
      const turns = cell.kind === 'thread' && cell.connections === AIMED ? 4 : 1
      for (let time = 0; time < turns; time++) {
        for (const contestant of ['entraide', 'constant', 'sql'] as const) await turn(cell, contestant)
      }
    }
  }

  const middle = pages.filter((page) => page.kind === 'thread' && !page.signedIn).at(2) ?? pages[0]
  const weight = await weighPage(`${server.url}${middle?.path}`)
  report(cells, pages, weight, server.memory())
}

const pathOf = (page: RecordedPage, contestant: Contestant, pages: RecordedPage[]) =>
  contestant === 'entraide' ? page.path : `/${contestant}/${pages.indexOf(page)}`

function report(
  cells: Cell[],
  pages: RecordedPage[],
  weight: Awaited<ReturnType<typeof weighPage>>,
  memory: number,
): void {
  const rate = (turns: Turn[]) => median(turns.map(({ requests, seconds }) => requests / seconds))
  // What a server answers in a second of its own core. A machine with other work, or a load that cannot keep the bare
  // server busy, changes the requests a second but hardly this.
  const capacity = ({ requests, seconds, cpu }: Turn) => requests / (cpu > 0 ? cpu : seconds)
  const share = (turns: Turn[], of: Turn[]) =>
    median(turns.map((turn, index) => capacity(turn) / capacity(of[index] as Turn)))
  const name = ({ kind, signedIn, connections }: Cell) =>
    `${PAGE_NAMES[kind]}, ${signedIn ? 'signed in' : 'anonymous'}, ${connections} at once`

  const figures: Record<string, number | string> = {}
  const table: [string, string][] = [
    [
      '',
      ['requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'SQL/s', 'constant/s', '/ SQL', '/ constant', 'in req/s']
        .map((head) => head.padStart(11))
        .join(''),
    ],
  ]
  for (const cell of cells) {
    const { entraide, sql, constant } = cell.turns
    const [p50, p95, p99] = percentiles(
      entraide.flatMap((turn) => turn.latencies),
      [0.5, 0.95, 0.99],
    )
    const row = {
      'requests/s': round(rate(entraide), 0),
      'p50 ms': round(p50, 1),
      'p95 ms': round(p95, 1),
      'p99 ms': round(p99, 1),
      'same SQL, requests/s': round(rate(sql), 0),
      'same HTML, requests/s': round(rate(constant), 0),
      '/ same SQL': round(share(entraide, sql), 4),
      '/ same HTML': round(share(entraide, constant), 4),
      '/ same HTML in requests/s': round(rate(entraide) / rate(constant), 4),
    }
    for (const [what, value] of Object.entries(row)) figures[`${name(cell)}: ${what}`] = value
    table.push([
      name(cell),
      Object.values(row)
        .map((value) => String(value).padStart(11))
        .join(''),
    ])
  }

  for (const kind of new Set(pages.map((page) => page.kind))) {
    for (const signedIn of [false, true]) {
      const some = pages.filter((page) => page.kind === kind && page.signedIn === signedIn)
      const mean = (of: (page: RecordedPage) => number) => some.reduce((sum, page) => sum + of(page), 0) / some.length
      const html = round(mean((page) => page.html.length) / 1000, 1)
      const compressed = round(mean((page) => page.compressed) / 1000, 1)
      const statements = round(
        mean((page) => page.stages.flat().length),
        1,
      )
      const label = `${PAGE_NAMES[kind]}, ${signedIn ? 'signed in' : 'anonymous'}`
      table.push([label, `${html} KB of HTML, ${compressed} KB compressed, ${statements} statements`])
      Object.assign(figures, {
        [`${label}: HTML KB`]: html,
        [`${label}: HTML KB compressed`]: compressed,
        [`${label}: statements`]: statements,
      })
    }
  }
  const scripts = round(weight.compressed / 1000, 1)
  table.push(
    ['thread page, JavaScript', `${scripts} KB compressed, ${round(weight.raw / 1000, 1)} KB in ${weight.files} files`],
    ['memory of the server', `${memory} MB`],
  )
  figures['thread page: JavaScript KB'] = round(weight.raw / 1000, 1)
  figures['server memory MB'] = memory

  const aimed = (signedIn: boolean) => {
    const cell = cells.find(
      (each) => each.kind === 'thread' && each.signedIn === signedIn && each.connections === AIMED,
    )
    const { entraide, constant } = (cell as Cell).turns
    return { value: round(share(entraide, constant), 4), aim: 0.012, better: 'higher' as const }
  }
  printResult(
    {
      bench: 'pages',
      aims: {
        'thread page, anonymous / bare constant': aimed(false),
        'thread page, signed in / bare constant': aimed(true),
        'thread page JavaScript, KB compressed': { value: scripts, aim: 130, better: 'lower' },
      },
      figures,
    },
    table,
  )
}

const PAGE_NAMES: Record<PageKind, string> = { thread: 'thread page', list: 'list page', search: 'search' }

const round = (value: number, digits: number) => Number(value.toFixed(digits))

function percentiles(values: number[], shares: number[]): [number, number, number] {
  const sorted = Float64Array.from(values).sort()
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) as [
    number,
    number,
    number,
  ]
}

const median = (values: number[]) => percentiles(values, [0.5])[0]
