import type { Db } from '#db/transaction.ts'

/** Deletes the sessions that have ended. */
export async function expireSessions(db: Db, { now }: { now: Date }): Promise<void> {
  await db.deleteFrom('sessions').where('expiresAt', '<=', now).execute()
}
