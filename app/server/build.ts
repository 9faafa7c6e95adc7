import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { childEnv } from '#app/platform/env.ts'
import { SetupError } from '#app/platform/setup-error.ts'

const ROOT = join(import.meta.dirname, '../..')
// A build writes this file last, so an interrupted build counts as none.
const PRODUCT = join(ROOT, 'build/server/index.js')
const SOURCES = [
  'app',
  'db',
  'moderation',
  'public',
  'package.json',
  'vite.config.ts',
  'remix.config.js',
  'tsconfig.json',
]
// These folders are run by Node as they are and never bundled.
const UNBUNDLED = new Set(['cli', 'demo', 'import', 'server', 'verify'].map((room) => join(ROOT, 'app', room)))

/** Builds the pages and their assets when a source file is newer than the build. */
export async function buildIfStale({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
  const built = await stat(PRODUCT).then(
    (about) => about.mtimeMs,
    () => 0,
  )
  const newest = Math.max(...(await Promise.all(SOURCES.map((name) => newestIn(join(ROOT, name))))))
  if (newest < built) return

  console.log('Building the pages…')
  const cli = join(ROOT, 'node_modules/@remix-run/dev/dist/cli.js')
  const child = spawn(process.execPath, [cli, 'vite:build'], {
    cwd: ROOT,
    env: { ...childEnv(), NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const abort = () => child.kill()
  signal?.addEventListener('abort', abort, { once: true })

  const code = await new Promise((resolve) => {
    child.once('error', resolve)
    child.once('close', resolve)
  })
  signal?.removeEventListener('abort', abort)
  signal?.throwIfAborted()
  if (code !== 0) throw new SetupError(`${firstLines(output)}\nThe pages could not be built: see above.`)
}

/** The time of a folder counts too: it shows that a file was deleted. */
async function newestIn(path: string): Promise<number> {
  if (UNBUNDLED.has(path)) return 0
  const about = await stat(path).catch(() => undefined)
  if (!about) return 0
  if (!about.isDirectory()) return about.mtimeMs
  const inside = await Promise.all((await readdir(path)).map((name) => newestIn(join(path, name))))
  return Math.max(about.mtimeMs, ...inside)
}

/** The error comes first in the output; lists of all files follow. */
const firstLines = (output: string) =>
  output
    .slice(Math.max(0, output.indexOf('✗')))
    .split('\n')
    .slice(0, 25)
    .join('\n')
