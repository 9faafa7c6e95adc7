import { rm } from 'node:fs/promises'
import { inject } from 'vitest'
import { buildIfStale } from '#app/server/build.ts'
import { alone, temporaryFolder } from './postgres.ts'
import { type Running, startEntraide } from './processes.ts'

type App = {
  url: string
  dataDir: string
  running: Running
  /** The address of its database, to look up what pages do not show. */
  databaseUrl: string
  stop(): Promise<void>
}

/** The built forum as `npm start` runs it, with web server and worker, on its own database and port. */
export async function startApp({ demo = false, variables = {} as Record<string, string> } = {}): Promise<App> {
  await ensureBuilt()
  const dataDir = await temporaryFolder({ inMemory: true })
  const running = startEntraide([], { DATA_DIR: dataDir, PORT: '0', DEMO: demo ? 'on' : 'off', ...variables })
  const stop = async () => {
    running.process.kill('SIGTERM')
    await running.ended
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const [, url = ''] = await running.says(/listens on (\S+)/, 120_000)
    const { startEmbedded } = await import('#db/embedded.ts')
    const { url: databaseUrl } = await startEmbedded({ dataDir, join: true })
    return { url, dataDir, running, databaseUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Test files run in parallel: the first one builds, the others wait for it. */
export function ensureBuilt(): Promise<void> {
  return alone(inject('serverUrl'), () => buildIfStale())
}
