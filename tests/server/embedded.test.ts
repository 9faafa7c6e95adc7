import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmbedded } from '#db/embedded.ts'
import { temporaryFolder } from '#tests/support/postgres.ts'
import { type Running, runNode } from '#tests/support/processes.ts'

const HOLDER = fileURLToPath(new URL('../support/hold-postgres.ts', import.meta.url))

let folder = ''
let holders: Running[] = []

// To make a cluster takes seconds: what is not about its first start begins with a copy of this one.
let made = ''
beforeAll(async () => {
  made = await temporaryFolder({ inMemory: true })
  await (await startEmbedded({ dataDir: made })).stop()
})
afterAll(() => rm(made, { recursive: true, force: true }))

const copyCluster = (to = folder) => cp(made, to, { recursive: true })

beforeEach(async () => {
  folder = await temporaryFolder({ inMemory: true })
})

afterEach(async () => {
  for (const holder of holders) {
    holder.process.kill('SIGTERM')
    await holder.ended
  }
  holders = []
  // Whatever a killed holder left running is stopped by starting once more.
  if (await stat(join(folder, 'postgres/postmaster.pid')).catch(() => undefined)) {
    await (await startEmbedded({ dataDir: folder })).stop()
  }
  await rm(folder, { recursive: true, force: true })
})

function hold(dataDir = folder, variables: Record<string, string> = {}): Running {
  const holder = runNode([HOLDER, dataDir], variables)
  holders.push(holder)
  return holder
}

async function urlOf(holder: Running): Promise<string> {
  return (await holder.says(/^ready (\S+)/m))[1] ?? ''
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('the first start makes a cluster that knows letters with accents, and keeps it to itself', async () => {
  const { url, stop } = await startEmbedded({ dataDir: join(folder, 'made/on/the/way') })
  const [row] = await query(url, `
    select lower('É') as lower, current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone,
      current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses,
      (select rolsuper from pg_roles where rolname = current_user) as super`) // biome-ignore format: one query
  expect(row).toEqual({ lower: 'é', encoding: 'UTF8', zone: 'UTC', fsync: 'on', addresses: '', super: false })

  await query(url, 'create extension pg_trgm')
  expect((await query(url, `select similarity('été', 'été!') as likeness`))[0]).toEqual({ likeness: 1 })
  await stop()

  const password = await stat(join(folder, 'made/on/the/way/postgres/entraide.password'))
  expect(password.mode & 0o077).toBe(0)
})

test('after kill -9 nothing is lost and nothing is in the way', async () => {
  await copyCluster()
  const first = hold()
  await query(await urlOf(first), 'create table kept as select 42 as answer')
  const orphan = await postmasterPid()
  first.process.kill('SIGKILL')
  await first.ended
  expect(isAlive(orphan)).toBe(true)

  const { url, stop } = await startEmbedded({ dataDir: folder })
  expect(await query(url, 'select answer from kept')).toEqual([{ answer: 42 }])
  expect(await postmasterPid()).not.toBe(orphan)
  expect(isAlive(orphan)).toBe(false)
  await stop()
})

test('after everything was killed, even with its number now another program’s, it starts', async () => {
  await copyCluster()
  const first = hold()
  await query(await urlOf(first), 'create table kept as select 42 as answer')
  const dead = await postmasterPid()
  first.process.kill('SIGKILL')
  process.kill(dead, 'SIGKILL')
  await first.ended
  await untilGone(dead)

  const other = spawn('sleep', ['60'])
  const file = join(folder, 'postgres/postmaster.pid')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(other.pid)))
  const { url, stop } = await startEmbedded({ dataDir: folder })
  expect(await query(url, 'select answer from kept')).toEqual([{ answer: 42 }])
  expect(isAlive(other.pid ?? 0)).toBe(true)
  other.kill()
  await stop()
})

test('what an interrupted first start left behind is swept away', async () => {
  await mkdir(join(folder, 'postgres.new-999999999/data'), { recursive: true })
  const { stop } = await startEmbedded({ dataDir: folder })
  await stop()
  await expect(stat(join(folder, 'postgres.new-999999999'))).rejects.toThrow('ENOENT')
})

test('a folder in use is refused to a second start, and shared with a command', async () => {
  await copyCluster()
  const first = hold()
  const url = await urlOf(first)
  await expect(startEmbedded({ dataDir: folder })).rejects.toThrow(
    /^Another Entraide already runs on the data folder .+\.$/,
  )

  const shared = await startEmbedded({ dataDir: folder, join: true })
  expect(shared.url).toBe(url)
  await shared.stop()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('of two first starts at one moment, one wins and the other is told so', async () => {
  const pair = [hold(), hold()]
  const outcomes = await Promise.all(
    pair.map((holder) => Promise.race([urlOf(holder).then(() => 'ready'), holder.ended.then(() => holder.stderr())])),
  )
  expect(outcomes.filter((outcome) => outcome === 'ready')).toHaveLength(1)
  expect(outcomes.filter((outcome) => outcome !== 'ready')[0]).toContain('already runs')
  const [winner] = pair.filter((_, index) => outcomes[index] === 'ready')
  expect(await query(await urlOf(winner as Running), 'select 1 as one')).toEqual([{ one: 1 }])
})

test('it recovers when one of its processes crashes, and stays ours', async () => {
  await copyCluster()
  const first = hold()
  const url = await urlOf(first)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  // Whoever holds the lock owns the folder.
  const owner = () => query(url, `select pid from pg_locks where locktype = 'advisory' and granted`)
  const before = await owner()
  process.kill(rows[0].pid, 'SIGKILL')
  await expect.poll(owner).toEqual([{ pid: expect.not.toSatisfy((pid) => pid === before[0]?.pid) }])
  await expect(startEmbedded({ dataDir: folder })).rejects.toThrow('already runs')
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a path too long for a socket gets a port of this machine', async () => {
  const long = join(folder, 'long-'.repeat(20))
  await copyCluster(long)
  const { url, stop } = await startEmbedded({ dataDir: long })
  expect(new URL(url).host).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(await query(url, `select current_setting('listen_addresses') as addresses`)).toEqual([
    { addresses: '127.0.0.1' },
  ])
  await expect(query(url.replace(/:[0-9a-f]+@/, ':guess@'), 'select 1')).rejects.toThrow('password')
  await stop()
})

test('a folder that holds something else is left alone', async () => {
  await mkdir(join(folder, 'postgres'))
  await writeFile(join(folder, 'postgres/letter.txt'), 'mine')
  await expect(startEmbedded({ dataDir: folder })).rejects.toThrow(/is not a PostgreSQL data folder/)
  expect(await readFile(join(folder, 'postgres/letter.txt'), 'utf8')).toBe('mine')
})

test.skipIf(process.getuid?.() !== 0)('as root without user namespaces, it runs as nobody', async () => {
  await chmod(folder, 0o755)
  // No `unshare` in the path: as on a machine that has none.
  const holder = hold(folder, { PATH: '/nowhere' })
  const url = await urlOf(holder)
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await stat(join(folder, 'postgres'))).uid).toBe(65_534)
})

test.skipIf(process.getuid?.() !== 0)('a cluster of another user stays that user’s when root starts it', async () => {
  await chmod(folder, 0o755)
  const first = hold(folder, { PATH: '/nowhere' })
  await query(await urlOf(first), 'create table kept as select 42 as answer')
  first.process.kill('SIGTERM')
  await first.ended

  const { url, stop } = await startEmbedded({ dataDir: folder })
  expect(await query(url, 'select answer from kept')).toEqual([{ answer: 42 }])
  await stop()
  expect((await stat(join(folder, 'postgres/PG_VERSION'))).uid).toBe(65_534)
})
