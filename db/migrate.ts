import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Logger, runMigrations } from 'graphile-worker'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { surviveLostConnections } from './connect.ts'
import type { Db } from './transaction.ts'

const FOLDER = join(import.meta.dirname, '../migrations')
const MIGRATION_LOCK = 1_702_131_315

/**
 * Migrates our tables and those of the job queue to the latest version. Any number of processes may do this at the same
 * time.
 */
export async function migrateToLatest(databaseUrl: string): Promise<{ applied: string[] }> {
  const lock = new pg.Client({ connectionString: databaseUrl, application_name: 'entraide migrate' })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'entraide migrate' })
  // Migrations use the snake_case names of the database: no plugins.
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })

  // The next query reports a lost connection.
  lock.on('error', () => {})
  surviveLostConnections(pool)

  await lock.connect()
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) })

    const { error, results = [] } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
    const failed = results.find((result) => result.status === 'Error')
    if (error) throw new Error(`Migration ${failed?.migrationName ?? ''} failed`.trim(), { cause: error })
    return { applied: results.map((result) => result.migrationName) }
  } finally {
    await db.destroy()
    await lock.end()
  }
}

/** The names of the migrations that this program has and this database has not. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const done = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const names = new Set(done.rows.map((row) => row.name))
  return (await migrationNames()).filter((name) => !names.has(name))
}

let known: string[] | undefined

async function migrationNames(): Promise<string[]> {
  known ??= (await readdir(FOLDER))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort()
  return known
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const name of await migrationNames())
    migrations[name] = await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href)
  return migrations
}
