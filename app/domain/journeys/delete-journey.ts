import type { Db } from '#db/transaction.ts'

/** Deletes the journey of a browser that has no outcome yet: it belongs to a person who is not counted. */
export async function deleteJourney(db: Db, { key }: { key: string }): Promise<void> {
  await db.deleteFrom('journeys').where('key', '=', key).where('outcome', 'is', null).execute()
}
