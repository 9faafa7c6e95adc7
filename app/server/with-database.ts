import { loadEnv } from '#app/lib/env.ts'
import { SetupError } from '#app/lib/setup-error.ts'
import type { Db } from '#db/transaction.ts'
import { openDatabase } from './database.ts'

/**
 * Runs a command of the terminal over the database, up to date: that of DATABASE_URL, that of the Entraide which runs
 * on DATA_DIR now, or one started for the purpose.
 */
export async function withDatabase<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
  let stop = async () => {}
  try {
    const { DATABASE_URL: given } = loadEnv()
    const database = await openDatabase({ join: true })
    stop = database.stop
    const { migrateToLatest } = await import('#db/migrate.ts')
    const { env } = await import('#app/lib/env.ts')
    await migrateToLatest(env.DATABASE_URL ?? given ?? '')

    const { db } = await import('#db/client.server.ts')
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.message)
    process.exitCode = 1
    throw error
  } finally {
    await stop()
  }
}
