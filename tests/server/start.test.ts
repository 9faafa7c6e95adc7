import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startFakePostgres } from '#tests/support/fake-postgres.ts'
import { temporaryFolder } from '#tests/support/postgres.ts'
import { type Running, startEntraide } from '#tests/support/processes.ts'

let folder = ''
const servers: Server[] = []
const runs: Running[] = []

beforeAll(async () => {
  folder = await temporaryFolder({ inMemory: true })
})

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.process.kill('SIGTERM')
    await run.ended
  }
  for (const server of servers.splice(0)) server.close()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function start(flags: string[], variables: Record<string, string> = {}): Running {
  const run = startEntraide(flags, { DATA_DIR: folder, ...variables })
  runs.push(run)
  return run
}

async function postgresRuns(): Promise<boolean> {
  return readFile(join(folder, 'postgres/postmaster.pid')).then(
    () => true,
    () => false,
  )
}

test('migrate works on a new folder, and on one that is up to date', async () => {
  const first = start(['--migrate'])
  expect(await first.ended).toEqual({ code: 0, signal: null })
  expect(first.stdout()).toMatch(/^Applied \S+_create_people$/m)

  const second = start(['--migrate'])
  expect(await second.ended).toEqual({ code: 0, signal: null })
  expect(second.stdout()).toBe('The database is up to date.\n')
  expect(await postgresRuns()).toBe(false)
})

test('a data folder that cannot be used', async () => {
  await writeFile(join(folder, 'letter.txt'), 'mine')
  await refused(
    start([], { DATA_DIR: join(folder, 'letter.txt/data') }),
    /^The data folder \S+ cannot be used \(.+\): .+\.$/,
  )
  await refused(start([], { DATA_DIR: '/proc/nothing' }), /^The data folder \/proc\/nothing cannot be used/)
})

test('a database that nobody answers for', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port } = silent.address() as { port: number }
  await new Promise((resolve) => silent.close(resolve))

  const run = start([], { DATABASE_URL: `postgres://someone:secret@127.0.0.1:${port}/forum` })
  await refused(run, /^The database of DATABASE_URL cannot be reached: connect ECONNREFUSED \S+\.$/)
  expect(run.stderr()).not.toContain('secret')
})

test('a PostgreSQL that is too old', async () => {
  const { url, server } = await startFakePostgres('14.9 (Debian 14.9-1)')
  servers.push(server)
  await refused(
    start([], { DATABASE_URL: url }),
    /^The PostgreSQL of DATABASE_URL is version 14\.9.*: Entraide needs 15 or newer\.$/,
  )
})

test('a bad variable', async () => {
  await refused(start([], { PORT: 'abc' }), /^PORT must be a whole number from 0 to 65535 \(it is “abc”\)\.$/)
})

test('a flag that means nothing', async () => {
  await refused(start(['--bogus']), /^The only flags are .+\.$/)
})

test('a port that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  servers.push(other)
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  await refused(start([], { PORT: String(port) }), new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is taken: .+\\.$`))
  expect(await postgresRuns()).toBe(false)
})

async function refused(run: Running, sentence: RegExp): Promise<void> {
  const { code } = await run.ended
  expect(run.stderr().trim()).toMatch(sentence)
  expect(run.stderr()).not.toMatch(/^\s+at /m)
  expect(code).toBe(1)
}
