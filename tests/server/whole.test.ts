import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { startEmbedded } from '#db/embedded.ts'
import { isAlive } from '#db/embedded-folder.ts'
import { ensureBuilt } from '#tests/support/app.ts'
import { runSql, temporaryFolder } from '#tests/support/postgres.ts'
import { type Running, runNpm, startEntraide } from '#tests/support/processes.ts'

let folder = ''
const runs: Running[] = []

beforeAll(async () => {
  await ensureBuilt()
  folder = await temporaryFolder({ inMemory: true })
})

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.process.kill('SIGTERM')
    await run.ended
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function start(flags: string[] = [], variables: Record<string, string> = {}): Running {
  const run = startEntraide(flags, { DATA_DIR: folder, PORT: '0', ...variables })
  runs.push(run)
  return run
}

async function urlOf(run: Running): Promise<string> {
  return (await run.says(/listens on (\S+)/))[1] ?? ''
}

async function status(url: string): Promise<number> {
  const response = await fetch(url)
  await response.arrayBuffer()
  return response.status
}

/** The process of the forum that runs on a data folder. */
async function ownerOf(dataDir: string): Promise<number> {
  const server = await startEmbedded({ dataDir, join: true })
  const { db } = connect(server.url, { max: 1 })
  const { rows } = await sql<{ name: string }>`
    select application_name as name from pg_stat_activity where datname = 'postgres' and application_name like 'entraide %'`.execute(
    db,
  )
  await db.destroy()
  await server.stop()
  return Number(rows[0]?.name.split(' ')[1])
}

/** What a start makes once: the cluster, its tables, the demo. */
async function made() {
  const server = await startEmbedded({ dataDir: folder, join: true })
  const { db } = connect(server.url, { max: 1 })
  const { rows } = await sql`
    select (select max(timestamp) from kysely_migration) as migrated, (select count(*) from users) as people,
      (select count(*) from posts) as posts`.execute(db)
  await db.destroy()
  await server.stop()
  return { cluster: (await stat(join(folder, 'postgres/PG_VERSION'))).mtimeMs, rows }
}

test('the first start fills the forum and says how to sign in; the second makes nothing anew and says it again', async () => {
  const first = start()
  const url = await urlOf(first)
  await first.says(/Sign in at .+ demo community:\n( {2}\S+@\S+ +\S+ +\(\w+\)\n)+/)
  expect(await status(`${url}/healthz`)).toBe(200)
  expect(await status(`${url}/readyz`)).toBe(200)
  expect(await status(url)).toBe(200)
  const before = await made()
  first.process.kill('SIGINT')
  expect(await first.ended).toEqual({ code: 0, signal: null })
  expect(first.stderr()).toBe('')

  const second = start()
  await urlOf(second)
  expect(second.stdout()).not.toContain('Building')
  expect(await made()).toEqual(before)
  // Who comes back the next day has not written them down.
  await second.says(/demo community:\n( {2}\S+@\S+ +\S+ +\(.+\)\n)+/)
})

test('Ctrl-C reaches it twice, from the terminal and from npm, and still ends it calmly', async () => {
  const run = start()
  await urlOf(run)
  run.process.kill('SIGINT')
  // Of another name, for two of one name at one moment may arrive as one.
  run.process.kill('SIGTERM')
  expect(await run.ended).toEqual({ code: 0, signal: null })
  expect(run.stderr()).toBe('')
})

test('killed with -9 while it serves, it comes up again', async () => {
  const killed = start()
  await urlOf(killed)
  killed.process.kill('SIGKILL')
  await killed.ended

  const again = start()
  expect(await status(`${await urlOf(again)}/readyz`)).toBe(200)
})

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'npm start that is ended by %s leaves nothing running, and nothing half done',
  async (signal) => {
    const npm = runNpm('start', { DATA_DIR: folder, PORT: '0' })
    runs.push(npm)
    await urlOf(npm)
    const postmaster = Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
    const forum = await ownerOf(folder)
    expect([postmaster, forum].every(isAlive)).toBe(true)

    npm.process.kill(signal)
    await npm.ended
    await expect.poll(() => [postmaster, forum].filter(isAlive)).toEqual([])
    // PostgreSQL was stopped: it does not have to recover.
    expect((await readFile(join(folder, 'postgres.log'), 'utf8')).trim()).toMatch(/database system is shut down$/)
  },
)

test('a second one on the same data folder is refused, and the first goes on', async () => {
  const first = start()
  const url = await urlOf(first)
  const second = start()
  expect((await second.ended).code).toBe(1)
  expect(second.stderr()).toMatch(/^Another Entraide already runs on the data folder \S+: .+\.\n$/)
  expect(await status(`${url}/readyz`)).toBe(200)
})

test('web and worker run apart over DATABASE_URL, and the web server says when migrations are pending', async () => {
  const server = await startEmbedded({ dataDir: folder })
  const variables = { DATABASE_URL: server.url.replace('/entraide?', '/apart?') }
  try {
    await runSql(server.url, 'create database apart')
    const early = start(['--web'], variables)
    await early.says(/Migrations are pending: run npm run migrate\./)
    expect(await status(`${await urlOf(early)}/readyz`)).toBe(503)
    expect(await status(`${await urlOf(early)}/healthz`)).toBe(200)

    expect((await start(['--migrate'], variables).ended).code).toBe(0)
    expect(await status(`${await urlOf(early)}/readyz`)).toBe(200)

    const worker = start(['--worker'], variables)
    await worker.says(/The worker runs\./)
    for (const run of [worker, early]) {
      run.process.kill('SIGTERM')
      expect(await run.ended).toEqual({ code: 0, signal: null })
    }
  } finally {
    for (const run of runs) {
      run.process.kill('SIGTERM')
      await run.ended
    }
    await server.stop()
  }
})
