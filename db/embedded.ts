import { closeSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { SetupError } from '#app/platform/setup-error.ts'
import {
  createCluster,
  type Folder,
  findPostmaster,
  isAlive,
  lastErrorOf,
  openFolder,
  openLog,
  type Postmaster,
  readPassword,
} from './embedded-folder.ts'
import { chooseRunner, exitOf, giveTo, locatePrograms, runAs } from './embedded-program.ts'

export type Embedded = {
  url: string
  stop(): Promise<void>
  /** Resolves when PostgreSQL ends although nobody asked it to. */
  died: Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  /** False only in tests: faster, but a crash of the machine loses data. */
  durable?: boolean
  /** Use the PostgreSQL that another process of ours already runs on this folder; otherwise this is refused. */
  join?: boolean
}

const NAME = 'entraide'
const PATIENCE = 120_000
// The process that holds this advisory lock owns the data folder. The lock belongs to a connection, so it ends with its
// owner, even after kill -9, and no stale lock can remain.
const OWNER_LOCK = 1_702_131_314

export async function startEmbedded({ dataDir, durable = true, join = false }: EmbeddedOptions): Promise<Embedded> {
  const programs = await locatePrograms()
  const folder = await openFolder(dataDir)
  const deadline = Date.now() + PATIENCE
  let useSocket = process.platform !== 'win32' && Buffer.byteLength(folder.cluster) <= 88

  while (Date.now() < deadline) {
    const running = await findPostmaster(folder)
    if (running) {
      const owner = await takeOwnership(running, folder)
      if (owner === 'taken') {
        if (join) return joined(running, folder, deadline)
        throw new SetupError(
          `Another Entraide already runs on the data folder ${folder.dataDir}: stop it first, or set DATA_DIR to another folder.`,
        )
      }
      // Its owner was killed. It has our data but perhaps other settings or another version, so it is stopped.
      if (owner !== 'not yet') await stopOrphan(owner, running.pid)
      else await pause(100)
      continue
    }

    await createCluster(folder, programs.initdb, durable)
    const runner = await chooseRunner(programs.postgres, folder.cluster)
    await giveTo(folder.cluster, runner)

    const port = useSocket ? 5432 : await freePort()
    const place = useSocket
      ? [`unix_socket_directories=${folder.cluster}`, 'unix_socket_permissions=0700', 'listen_addresses=']
      : ['unix_socket_directories=', 'listen_addresses=127.0.0.1']
    const settings = [...place, `port=${port}`, ...tuning(durable)].flatMap((setting) => ['-c', setting])
    const log = openLog(folder)
    const logStart = (await stat(folder.log)).size
    const child = runAs(runner, programs.postgres, ['-D', folder.cluster, ...settings], log)
    closeSync(log)
    const interrupt = () => child.kill('SIGINT')
    process.once('exit', interrupt)
    let ended = false
    const end = exitOf(child).then(() => {
      ended = true
      process.off('exit', interrupt)
    })

    const here = { pid: child.pid ?? 0, port, socketDir: useSocket ? folder.cluster : '' }
    let owner: Awaited<ReturnType<typeof takeOwnership>> = 'not yet'
    while (!ended && owner === 'not yet' && Date.now() < deadline) {
      await Promise.race([end, pause(25)])
      // When two processes start at once, the PostgreSQL at our address may be that of the other one.
      const ours = (await findPostmaster(folder))?.pid === child.pid
      if (!ended && ours) owner = await takeOwnership(here, folder, { own: true })
    }
    if (typeof owner === 'object') {
      try {
        await createDatabase(owner, await readPassword(folder))
      } catch (error) {
        await owner.end()
        child.kill('SIGINT')
        await end
        throw error
      }
      return owned(here, folder, owner, child, end)
    }

    if (!ended) child.kill('SIGINT')
    await end
    if (owner === 'taken' || (await findPostmaster(folder))) continue
    const complaint = await lastErrorOf(folder, logStart)
    if (useSocket && /Unix.domain socket|Unix address/i.test(complaint)) {
      // Some mounted folders do not allow sockets.
      useSocket = false
      continue
    }
    throw new SetupError(`PostgreSQL did not start (${complaint}): see ${folder.log}.`)
  }
  throw new SetupError(`PostgreSQL was not ready within ${PATIENCE / 1000} seconds: see ${folder.log}.`)
}

async function owned(
  here: Postmaster,
  folder: Folder,
  firstOwner: pg.Client,
  child: ReturnType<typeof runAs>,
  end: Promise<void>,
): Promise<Embedded> {
  let owner = firstOwner
  let stopping: Promise<void> | undefined

  // When one of its processes crashes, PostgreSQL drops every connection and recovers; then the lock is taken again.
  const keep = (client: pg.Client) => {
    owner = client
    client.once('end', async () => {
      while (!stopping && isAlive(here.pid)) {
        const next = await takeOwnership(here, folder, { own: true }).catch(() => undefined)
        if (typeof next === 'object') return stopping ? void next.end() : keep(next)
        await pause(100)
      }
    })
  }
  keep(owner)

  const stop = async () => {
    await owner.end().catch(() => {})
    child.kill('SIGINT')
    const calm = await Promise.race([end.then(() => true), pause(60_000, false, { ref: false })])
    if (!calm) child.kill('SIGQUIT')
    await end
  }
  return {
    url: addressOf(here, NAME, await readPassword(folder), NAME),
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    died: new Promise((resolve) => {
      end.then(() => stopping || resolve())
    }),
  }
}

async function joined(running: Postmaster, folder: Folder, deadline: number): Promise<Embedded> {
  const url = addressOf(running, NAME, await readPassword(folder), NAME)
  while (Date.now() < deadline) {
    const client = await connect(url)
    if (client) {
      await client.end()
      return { url, stop: async () => {}, died: new Promise(() => {}) }
    }
    await pause(100)
  }
  throw new SetupError(`PostgreSQL on ${folder.dataDir} does not let us in: see ${folder.log}.`)
}

async function takeOwnership(
  place: Postmaster,
  folder: Folder,
  { own = false } = {},
): Promise<pg.Client | 'taken' | 'not yet'> {
  const client = await connect(addressOf(place, 'postgres', await readPassword(folder), 'postgres'))
  if (!client) return 'not yet'
  try {
    const { rows } = await client.query(
      `select current_setting('data_directory') = $1 as ours,
         $2 or now() - pg_postmaster_start_time() > interval '3 seconds' as grown`,
      [folder.cluster, own],
    )
    if (!rows[0].ours) throw new SetupError(`Another PostgreSQL answers in place of the one in ${folder.dataDir}.`)
    const owners = await client.query(`select from pg_locks where locktype = 'advisory' and objid = $1`, [OWNER_LOCK])
    // It has just started and has no owner yet: give the process that started it time to take the lock.
    if (!owners.rowCount && !rows[0].grown) {
      await client.end()
      return 'not yet'
    }
    const lock = await client.query('select pg_try_advisory_lock($1) as got', [OWNER_LOCK])
    if (lock.rows[0].got) return client
    await client.end()
    return 'taken'
  } catch (error) {
    await client.end().catch(() => {})
    if (error instanceof SetupError) throw error
    return 'not yet'
  }
}

async function stopOrphan(owner: pg.Client, pid: number): Promise<void> {
  await owner.end().catch(() => {})
  process.kill(pid, 'SIGINT')
  const deadline = Date.now() + 60_000
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new SetupError(`The PostgreSQL of an earlier run (process ${pid}) does not stop.`)
    await pause(50)
  }
}

async function createDatabase(owner: pg.Client, password: string): Promise<void> {
  // Not a superuser, as in production: what works here works there too.
  const { rows } = await owner.query(
    `select exists (select from pg_roles where rolname = $1) as role,
       exists (select from pg_database where datname = $1) as database`,
    [NAME],
  )
  if (!rows[0].role) {
    await owner.query(`create role ${NAME} login createdb password ${pg.escapeLiteral(password)}`)
  }
  if (!rows[0].database) await owner.query(`create database ${NAME} owner ${NAME}`)
}

/** A connection, or undefined while no server answers. */
async function connect(url: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: url, application_name: `entraide ${process.pid}` })
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    if ((error as { code?: string }).code === '28P01') {
      throw new SetupError('The embedded PostgreSQL does not accept its own password: was entraide.password changed?')
    }
    return undefined
  }
}

function addressOf({ port, socketDir }: Postmaster, user: string, password: string, database: string): string {
  const login = `${user}:${password}`
  if (!socketDir) return `postgres://${login}@127.0.0.1:${port}/${database}?sslmode=disable`
  return `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(socketDir)}&sslmode=disable`
}

function tuning(durable: boolean): string[] {
  const megabytes = Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 1024 / 1024)
  return [
    'max_connections=100',
    `shared_buffers=${Math.min(1024, Math.max(128, Math.floor(megabytes / 8)))}MB`,
    `effective_cache_size=${Math.max(256, Math.floor(megabytes / 2))}MB`,
    'random_page_cost=1.1',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_checkpoints=off',
    `fsync=${durable ? 'on' : 'off'}`,
    `full_page_writes=${durable ? 'on' : 'off'}`,
    `synchronous_commit=${durable ? 'on' : 'off'}`,
    ...(durable ? [] : ['wal_level=minimal', 'max_wal_senders=0', 'autovacuum=off', 'max_wal_size=4GB']),
  ]
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
