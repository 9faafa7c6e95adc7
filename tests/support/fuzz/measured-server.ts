import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const REPORT = join(import.meta.dirname, 'report-processor-time.ts')

export type MeasuredServer = Awaited<ReturnType<typeof startMeasuredServer>>

/**
 * The built web server, as production runs it, for a database that is there already. It tells the processor time that
 * it has used so far, with all its threads, in milliseconds, whatever else the machine does.
 */
export async function startMeasuredServer(databaseUrl: string, dataDir: string) {
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=32', '--import', REPORT, 'app/server/start.ts', '--web'],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        DATA_DIR: dataDir,
        PORT: '0',
        // The tests say from which address a request comes.
        TRUST_PROXY: '1',
        LOG_LEVEL: 'fatal',
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  )
  const stop = async () => {
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await ended
  }
  let said = ''
  for await (const part of child.stdout ?? []) {
    said += part
    const url = /listens on (\S+)/.exec(said)?.[1]
    if (!url) continue
    child.stdout?.resume()
    const processorTime = async (): Promise<number> => {
      const answer = once(child, 'message')
      child.send('?')
      return (await answer)[0] as number
    }
    return { url, processorTime, stop }
  }
  throw new Error(`The web server did not start: ${said}`)
}
