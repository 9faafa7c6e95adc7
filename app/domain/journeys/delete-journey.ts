import type { Db } from '#db/transaction.ts'

/** Forgets what a browser did without an outcome so far: it was somebody's who is not counted. */
export async function deleteJourney(db: Db, { key }: { key: string }): Promise<void> {
  await db.deleteFrom('journeys').where('key', '=', key).where('outcome', 'is', null).execute()
}
