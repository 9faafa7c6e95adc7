import { rm } from 'node:fs/promises'
import { inject } from 'vitest'
import { buildIfStale } from '#app/server/build.ts'
import { alone, databaseName, inDatabase, runSql, temporaryFolder } from './postgres.ts'
import { startEntraide } from './processes.ts'

type App = {
  url: string
  /** The address of its database, to look up what pages do not show. */
  databaseUrl: string
  stop(): Promise<void>
}

/** The built forum as `npm start` runs it, with web server and worker, on its own database, data folder and port. */
export async function startApp({ demo = false, variables = {} as Record<string, string> } = {}): Promise<App> {
  await ensureBuilt()
  const serverUrl = inject('serverUrl')
  const name = databaseName()
  // Already migrated: what a first start makes of an empty folder is tested in tests/server/whole.test.ts.
  await runSql(serverUrl, `create database ${name} template ${inject('template')}`)
  const databaseUrl = inDatabase(serverUrl, name)
  const dataDir = await temporaryFolder({ inMemory: true })
  const running = startEntraide([], {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: demo ? 'on' : 'off',
    ...variables,
  })
  const stop = async () => {
    running.process.kill('SIGTERM')
    await running.ended
    await runSql(serverUrl, `drop database ${name} with (force)`)
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const [, url = ''] = await running.says(/listens on (\S+)/, 120_000)
    return { url, databaseUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Test files run in parallel: the first one builds, the others wait for it. */
export function ensureBuilt(): Promise<void> {
  return alone(inject('serverUrl'), () => buildIfStale())
}
