import { isStartedByNpm, loadEnv } from '#app/platform/env.ts'
import { whenNpmIsGone } from '#app/platform/npm-parent.ts'
import { SetupError } from '#app/platform/setup-error.ts'
import { openDatabase } from '#app/server/database.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Runs a command of the terminal on a migrated database: that of DATABASE_URL, that of the Entraide which runs on
 * DATA_DIR now, or one that is started for the command. What the operator must correct is printed as one sentence.
 */
export async function withDatabase<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
  let stop = async () => {}
  const interrupt = async () => {
    // PostgreSQL aborts open transactions when it stops, so an interrupted command leaves nothing half done.
    await stop()
    process.exit(130)
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt)
  const stopLooking = whenNpmIsGone(interrupt, isStartedByNpm())

  try {
    loadEnv()
    const database = await openDatabase({ join: true })
    stop = database.stop
    const { migrateToLatest } = await import('#db/migrate.ts')
    await migrateToLatest(database.url)

    const { db } = await import('#db/client.server.ts')
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.message)
    await stop()
    process.exit(1)
  } finally {
    await stop()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt)
    stopLooking()
  }
}
