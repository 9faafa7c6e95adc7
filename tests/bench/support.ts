import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#db/embedded.ts'
import { migrateToLatest } from '#db/migrate.ts'

type Aim = { value: number; aim: number; better: 'higher' | 'lower' }
export type Bench = (args: string[]) => Promise<void>
export type BenchResult = { bench: string; aims: Record<string, Aim>; figures: Record<string, number | string> }

/** Gives a migrated database: that of DATABASE_URL, or an embedded one in a temporary folder, with its usual safety. */
export async function withBenchDatabase<Result>(work: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const given = process.env.DATABASE_URL
  if (given) {
    await migrateToLatest(given)
    return work(given)
  }
  return inTemporaryFolder(async (dataDir) => {
    const embedded = await startEmbedded({ dataDir })
    try {
      await migrateToLatest(embedded.url)
      return await work(embedded.url)
    } finally {
      await embedded.stop()
    }
  })
}

export async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'entraide-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A table for people, then one line of JSON for programs, last. */
export function printResult(result: BenchResult, table: [string, string][]): void {
  const width = Math.max(...table.map(([name]) => name.length))
  for (const [name, value] of table) console.log(`${name.padEnd(width)}  ${value}`)
  for (const [name, { value, aim, better }] of Object.entries(result.aims)) {
    const reached = better === 'higher' ? value >= aim : value <= aim
    console.log(
      `${name}: ${value} (aim: ${better === 'higher' ? 'at least' : 'at most'} ${aim}${reached ? '' : ', missed'})`,
    )
  }
  console.log(JSON.stringify(result))
}
