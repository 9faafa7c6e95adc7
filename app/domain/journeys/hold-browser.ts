import { sql } from 'kysely'
import type { Trx } from '#db/transaction.ts'

/**
 * Makes what concerns the journeys of one browser happen one after the other: the second of two tabs finds the journey
 * that the first has started, and none waits for a row of another that waits for one of its own.
 */
export async function holdBrowser(trx: Trx, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx)
}
