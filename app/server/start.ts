import type { Db } from '#db/transaction.ts'
import { type Lifecycle, runUntilStopped } from './lifecycle.ts'

type Part = 'all' | 'dev' | 'web' | 'worker' | 'migrate'

const OLDEST_NODE = 24
const LET_FINISH = 10_000

// Large modules are imported only when they are needed and after the environment was checked.
async function start(life: Lifecycle): Promise<'stay' | 'done'> {
  const { SetupError } = await import('#app/platform/setup-error.ts')
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new SetupError(
      `Entraide runs on the Node ${OLDEST_NODE} that npm ci brings, and this is ${process.version}: start it with npm.`,
    )
  }
  const part = partOf(process.argv.slice(2))
  if (!part) throw new SetupError('The only flags are --dev, --web, --worker and --migrate, one at a time.')

  const { env, loadEnv } = await import('#app/platform/env.ts')
  loadEnv(part === 'dev' ? { NODE_ENV: 'development' } : {})
  const whole = part === 'all' || part === 'dev'
  const withWeb = whole || part === 'web'

  const { openDatabase } = await import('./database.ts')
  const database = await openDatabase({ join: !whole })
  life.onStop(database.stop)
  database.died.then(() => life.fail(new SetupError(`PostgreSQL ended by itself: see ${env.DATA_DIR}/postgres.log.`)))
  life.signal.throwIfAborted()

  if (withWeb) {
    const { checkAddress } = await import('./address.ts')
    await checkAddress(env)
  }

  const build = async () => {
    if (!withWeb || part === 'dev') return
    const { buildIfStale } = await import('./build.ts')
    await buildIfStale({ signal: life.signal })
  }
  const prepare = async () => {
    const { migrateToLatest } = await import('#db/migrate.ts')
    // In production migrating is a step of its own, run once for all processes.
    if (whole || part === 'migrate' || database.embedded) return migrateToLatest(database.url)
    return { applied: [] }
  }
  const [{ applied }] = await settle([prepare(), build()])
  life.signal.throwIfAborted()

  if (part === 'migrate') {
    for (const name of applied) console.log(`Applied ${name}`)
    console.log('The database is up to date.')
    return 'done'
  }

  const { db } = await import('#db/client.server.ts')
  life.onStop(() => db.destroy())
  const accounts = whole && env.DEMO ? await demoAccounts(db) : []
  life.signal.throwIfAborted()

  if (part === 'web') {
    const { checkReady } = await import('./health.ts')
    const { migrations } = await checkReady(db)
    if (migrations === 'pending') console.error('Migrations are pending: run npm run migrate.')
  }

  if (!withWeb) {
    await startJobs(life)
    console.log('The worker runs.')
    return 'stay'
  }

  const { startWeb } = await import('./web.ts')
  const web = await startWeb({ host: env.HOST, port: env.PORT, dev: part === 'dev' })
  const stopWorker = whole ? await startJobs(life, { register: false }) : async () => {}
  life.onStop(async () => {
    await Promise.all([within(LET_FINISH, web.close()), stopWorker()])
  })
  welcome(env.PUBLIC_URL ?? web.url, accounts)
  return 'stay'
}

async function demoAccounts(db: Db) {
  const { findDemoAccounts, seedDemo } = await import('#app/demo/seed.ts')
  return (await seedDemo(db))?.accounts ?? findDemoAccounts(db)
}

async function startJobs(life: Lifecycle, { register = true } = {}): Promise<() => Promise<void>> {
  const { startWorker } = await import('#app/jobs/worker.ts')
  const worker = await startWorker()
  const stop = () => within(LET_FINISH, worker.stop())
  if (register) life.onStop(stop)
  return stop
}

function welcome(url: string, accounts: Array<{ email: string; password: string; role: string }>): void {
  console.log(`Entraide listens on ${url}`)
  if (accounts.length === 0) {
    console.log(`Sign in at ${url}/sign-in`)
    return
  }
  const width = Math.max(...accounts.map(({ email }) => email.length))
  console.log(`\nSign in at ${url}/sign-in with an account of the demo community:`)
  for (const { email, password, role } of accounts) console.log(`  ${email.padEnd(width)}  ${password}  (${role})`)
  console.log('')
}

function partOf(flags: string[]): Part | undefined {
  if (flags.length === 0) return 'all'
  const part = /^--(dev|web|worker|migrate)$/.exec(flags[0] ?? '')?.[1]
  return flags.length === 1 ? (part as Part | undefined) : undefined
}

/** Waits for all promises, even when one fails: everything must have ended before it is undone. */
async function settle<Results extends unknown[]>(
  work: [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  await Promise.allSettled(work)
  return Promise.all(work) as Promise<Results>
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

runUntilStopped(start)
