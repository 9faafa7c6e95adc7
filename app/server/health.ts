import { sql } from 'kysely'
import { pendingMigrations } from '#db/migrate.ts'
import type { Db } from '#db/transaction.ts'

export type Readiness = { ok: boolean; database: boolean; migrations: 'current' | 'pending' | 'unknown' }

const PATIENCE = 2000

/** Whether this process can answer requests. A database that does not answer at once counts as down. */
export async function checkReady(db: Db): Promise<Readiness> {
  const unreachable: Readiness = { ok: false, database: false, migrations: 'unknown' }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => resolve(unreachable), PATIENCE)
  })
  try {
    return await Promise.race([look(db), late])
  } catch {
    return unreachable
  } finally {
    clearTimeout(timer)
  }
}

async function look(db: Db): Promise<Readiness> {
  await sql`select 1`.execute(db)
  try {
    const pending = await pendingMigrations(db)
    return { ok: pending.length === 0, database: true, migrations: pending.length === 0 ? 'current' : 'pending' }
  } catch {
    // Without the table of migrations the database was never migrated.
    return { ok: false, database: true, migrations: 'pending' }
  }
}
