import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { LoadJob, LoadResult } from './page-load.ts'
import type { RecordedPage } from './page-recorder.ts'

const SERVER_CORE = 0
const LOAD_CORE = 1
const ROOT = join(import.meta.dirname, '../..')
// Of Linux; where they are missing, the system places processes as it likes.
const TASKSET = 'taskset'
const PGREP = 'pgrep'
const canPin = spawnSync(TASKSET, ['-c', String(LOAD_CORE), 'true']).status === 0

/** A server that is measured. */
export type Target = { url: string; cpuSeconds(): number; memory(): number; [Symbol.asyncDispose](): Promise<void> }

/** The built web server as production runs it. */
export async function startServer(databaseUrl: string): Promise<Target> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, PORT: '0', NODE_ENV: 'production' as const }
  const child = spawnPinned(SERVER_CORE, ['--max-semi-space-size=32', 'app/server/start.ts', '--web'], env)
  let output = ''
  for await (const part of child.stdout ?? []) {
    output += part
    const url = /listens on (\S+)/.exec(output)?.[1]
    if (url) return target(child, url)
  }
  throw new Error(`The web server did not start: ${output}`)
}

/** Both ceilings in one process: `/constant/N` and `/sql/N` for each recorded page. */
export async function startCeilings(databaseUrl: string, pages: RecordedPage[]): Promise<Target> {
  const child = spawnPinned(SERVER_CORE, ['tests/bench/page-ceilings.ts'], process.env)
  child.send({ databaseUrl, pages })
  const [port] = await once(child, 'message')
  return target(child, `http://127.0.0.1:${port}`)
}

/** The load, in a process of its own; one job at a time. */
export function openLoad() {
  const child = spawnPinned(LOAD_CORE, ['tests/bench/page-load.ts'], process.env)
  return {
    run: async (job: LoadJob): Promise<LoadResult> => {
      child.send(job)
      const [result] = (await once(child, 'message')) as [LoadResult]
      if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} answers were errors: ${job.url}`)
      return result
    },
    [Symbol.asyncDispose]: () => stop(child),
  }
}

/** Gives an embedded PostgreSQL, with all its processes to come, the core of the load. */
export async function pinPostgres(databaseUrl: string): Promise<void> {
  if (!canPin) return
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const postmaster = /PPid:\s+(\d+)/.exec(read(`/proc/${rows[0].pid}/status`))?.[1]
  await client.end()
  if (!postmaster) return
  const { stdout } = spawnSync(PGREP, ['-P', postmaster], { encoding: 'utf8' })
  for (const pid of [postmaster, ...(stdout ?? '').split('\n').filter(Boolean)]) {
    spawnSync(TASKSET, ['-cp', String(LOAD_CORE), pid])
  }
}

function spawnPinned(core: number, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const command = canPin ? [TASKSET, '-c', String(core), process.execPath] : [process.execPath]
  return spawn(command[0] as string, [...command.slice(1), ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
}

function target(child: ChildProcess, url: string): Target {
  child.stdout?.resume()
  return {
    url,
    cpuSeconds: () => {
      const fields = read(`/proc/${child.pid}/stat`).split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100
    },
    memory: () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${child.pid}/status`))?.[1] ?? 0) / 1024),
    [Symbol.asyncDispose]: () => stop(child),
  }
}

/** What Linux tells of a process; nothing elsewhere. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  await ended
}
