import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { env } from '#app/platform/env.ts'
import { startEmbedded } from '#db/embedded.ts'
import { findPostmaster, isAlive, openFolder } from '#db/embedded-folder.ts'

const ROOM = 1024 ** 3

/**
 * A PostgreSQL on which databases can be created: that of TEST_DATABASE_URL, or one that is stopped after the tests.
 */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  if (env.TEST_DATABASE_URL) return { url: env.TEST_DATABASE_URL, stop: async () => {} }

  await sweepAbandoned()
  const folder = await temporaryFolder({ inMemory: true })
  const { url, stop } = await startEmbedded({ dataDir: folder, durable: false })
  // What pristine.start_again() needs. Everything else a test may do only as its owner, as in production.
  await runSql(url.replace('//entraide:', '//postgres:'), 'grant set on parameter session_replication_role to entraide')
  return {
    url,
    stop: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function temporaryFolder({ inMemory = false } = {}): Promise<string> {
  const memory = inMemory ? await statfs('/dev/shm').catch(() => undefined) : undefined
  const roomy = memory !== undefined && memory.bavail * memory.bsize > ROOM
  return mkdtemp(join(roomy ? '/dev/shm' : tmpdir(), `entraide-test-${process.pid}-`))
}

/** Stops and removes what killed test runs left behind. */
async function sweepAbandoned(): Promise<void> {
  for (const place of ['/dev/shm', tmpdir()]) {
    for (const name of await readdir(place).catch(() => [])) {
      const maker = /^entraide-test-(\d+)-/.exec(name)?.[1]
      if (!maker || isAlive(Number(maker))) continue
      const folder = join(place, name)
      if (await findPostmaster(await openFolder(folder))) await (await startEmbedded({ dataDir: folder })).stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

export function databaseName(): string {
  return `entraide_test_${randomBytes(6).toString('hex')}`
}

export function inDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

export async function runSql(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Drops the database of this name, and those of which it is the beginning of the name. */
export async function dropDatabases(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [name])
    for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
  } finally {
    await client.end()
  }
}

/** Runs work alone: one at a time over all test processes. */
export async function alone<Result>(serverUrl: string, work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(20260114)')
    return await work()
  } finally {
    await client.end()
  }
}
