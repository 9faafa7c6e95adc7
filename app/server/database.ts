import pg from 'pg'
import { env, setDatabaseUrl } from '#app/platform/env.ts'
import { SetupError } from '#app/platform/setup-error.ts'

export type OpenDatabase = {
  url: string
  embedded: boolean
  stop(): Promise<void>
  died: Promise<void>
}

const OLDEST = 15

/** The database of DATABASE_URL, or else the embedded one of DATA_DIR, whose address is then set as DATABASE_URL. */
export async function openDatabase({ join }: { join: boolean }): Promise<OpenDatabase> {
  if (env.DATABASE_URL) {
    await checkServer(env.DATABASE_URL)
    return { url: env.DATABASE_URL, embedded: false, stop: async () => {}, died: new Promise(() => {}) }
  }
  const { startEmbedded } = await import('#db/embedded.ts')
  const { url, stop, died } = await startEmbedded({ dataDir: env.DATA_DIR, join })
  setDatabaseUrl(url)
  return { url, embedded: true, stop, died }
}

async function checkServer(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query('show server_version')
    const version = String(rows[0].server_version)
    if (Number.parseInt(version, 10) < OLDEST) {
      throw new SetupError(`The PostgreSQL of DATABASE_URL is version ${version}: Entraide needs ${OLDEST} or newer.`)
    }
  } catch (error) {
    if (error instanceof SetupError) throw error
    throw new SetupError(`The database of DATABASE_URL cannot be reached: ${reasonOf(error)}.`, { cause: error })
  } finally {
    await client.end().catch(() => {})
  }
}

function reasonOf(error: unknown): string {
  // localhost has two addresses. Two refused connections come as one error without a message.
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first.message.replace(/\.$/, '') : String(first)
}
