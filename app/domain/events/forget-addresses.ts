import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/** For as long, the audit log says from which address somebody acted: long enough to look into an abuse. */
const KEEP_DAYS = 90
const BATCH = 5_000

/** Takes the addresses out of old events, some at a time. The events themselves stay and never change otherwise. */
export async function forgetAddresses(db: Db, { now }: { now: Date }): Promise<void> {
  const before = new Date(now.getTime() - KEEP_DAYS * 86_400_000)
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      update events set ip = null where id in (
        select id from events where ip is not null and created_at < ${before} order by created_at limit ${sql.lit(BATCH)}
      )`.execute(db)
    if (numAffectedRows < BATCH) return
  }
}
