import { randomBytes } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, readdir, readFile, readlink, realpath, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SetupError } from '#app/platform/setup-error.ts'
import { chooseRunner, exitOf, giveTo, runAs } from './embedded-program.ts'

const BIG_LOG = 10 * 1024 * 1024

export type Folder = { dataDir: string; cluster: string; log: string }
export type Postmaster = { pid: number; port: number; socketDir: string }

export async function openFolder(dataDir: string): Promise<Folder> {
  try {
    await makeFolder(dataDir)
    const real = await realpath(dataDir)
    const log = join(real, 'postgres.log')
    const size = await stat(log).then(
      (about) => about.size,
      () => 0,
    )
    if (size > BIG_LOG) await rename(log, `${log}.1`)
    closeSync(openSync(log, 'a', 0o600))
    return { dataDir: real, cluster: join(real, 'postgres'), log }
  } catch (error) {
    throw notWritable(dataDir, error)
  }
}

/**
 * Creates the cluster in a folder beside and then moves it to its place, so that a crash never leaves half a cluster.
 */
export async function createCluster(folder: Folder, initdb: string, durable: boolean): Promise<void> {
  if (await exists(join(folder.cluster, 'PG_VERSION'))) return
  if (await exists(folder.cluster)) {
    throw new SetupError(`${folder.cluster} is not a PostgreSQL data folder: move it away, or set DATA_DIR.`)
  }
  await removeAbandoned(folder)

  const workshop = join(folder.dataDir, `postgres.new-${process.pid}`)
  const made = join(workshop, 'data')
  const passwordFile = join(workshop, 'password')
  const password = randomBytes(24).toString('hex')
  await rm(workshop, { recursive: true, force: true })
  await mkdir(workshop, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  const runner = await chooseRunner(initdb, workshop)
  await giveTo(workshop, runner)

  // Sorting by code point never changes with the version of a library, so a system upgrade damages no index. With the C
  // type of characters, pg_trgm ignores letters with accents, so it is only the last choice.
  let complaint = ''
  for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const child = runAs(runner, initdb, [
      `--pgdata=${made}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
      '--encoding=UTF8', '--locale=C', `--lc-ctype=${ctype}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
      '--no-instructions', ...(durable ? [] : ['--no-sync']),
    ], 'pipe') // biome-ignore format: options side by side
    complaint = ''
    child.stderr?.on('data', (chunk) => {
      complaint += chunk
    })
    if ((await exitOf(child)) === 0) {
      await writeFile(join(made, 'entraide.password'), password, { mode: 0o600 })
      await giveTo(join(made, 'entraide.password'), runner)
      await rename(made, folder.cluster).catch((error) => {
        // Another process was faster; its cluster is used.
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw notWritable(folder.dataDir, error)
      })
      await rm(workshop, { recursive: true, force: true })
      return
    }
    await rm(made, { recursive: true, force: true })
    if (!complaint.includes('locale')) break
  }
  await rm(workshop, { recursive: true, force: true })
  throw new SetupError(`PostgreSQL could not set up ${folder.cluster}: ${lastLine(complaint)}.`)
}

export function readPassword(folder: Folder): Promise<string> {
  return readFile(join(folder.cluster, 'entraide.password'), 'utf8').catch((error) => {
    throw new SetupError(`The password of the embedded PostgreSQL cannot be read (${error.message}).`)
  })
}

/** The PostgreSQL that runs on this folder, whichever process started it. */
export async function findPostmaster(folder: Folder): Promise<Postmaster | undefined> {
  const file = join(folder.cluster, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw notWritable(folder.dataDir, error)
  })
  if (!text) return undefined
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (await isPostmaster(pid, folder)) return { pid, port: Number(lines[3]) || 5432, socketDir: lines[4] ?? '' }

  // After a crash, another program may have this process id now (in a container, it usually has); then PostgreSQL
  // refuses to start.
  if (isAlive(pid) && (await readFile(file, 'utf8').catch(() => '')) === text) await unlink(file).catch(() => {})
  return undefined
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function openLog(folder: Folder): number {
  const file = openSync(folder.log, 'a', 0o600)
  writeSync(file, '\n')
  return file
}

/** The last error of PostgreSQL, for the message to the operator. */
export async function lastErrorOf(folder: Folder, from: number): Promise<string> {
  const log = (await readFile(folder.log)).subarray(from).toString()
  return lastLine(
    log
      .split('\n')
      .filter((line) => /FATAL|PANIC|ERROR|rror:/.test(line))
      .join('\n') || log,
  )
}

async function isPostmaster(pid: number, folder: Folder): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  // The working folder of PostgreSQL is its data folder.
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  if (workingFolder !== undefined) return workingFolder === folder.cluster
  return isAlive(pid)
}

async function removeAbandoned(folder: Folder): Promise<void> {
  for (const name of await readdir(folder.dataDir)) {
    const pid = /^postgres\.new-(\d+)$/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(folder.dataDir, name), { recursive: true, force: true })
  }
}

/**
 * `mkdir` with `recursive` never returns when the system says that a folder is missing although its parent exists
 * (/proc).
 */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return
  if (dirname(path) !== path) await makeFolder(dirname(path))
  await mkdir(path).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, (error) => {
    if (error.code === 'ENOENT') return false
    throw notWritable(path, error)
  }) // biome-ignore format: one thought
}

function notWritable(path: string, error: unknown): SetupError {
  if (error instanceof SetupError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new SetupError(
    `The data folder ${path} cannot be used (${reason}): make it writable, or set DATA_DIR to another one.`,
  )
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').trim().replace(/\.$/, '')
}
