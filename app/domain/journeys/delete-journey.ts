import { holdBrowser } from '#app/domain/journeys/hold-browser.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Deletes the journey of a browser that has no outcome yet: it belongs to a person who is not counted. */
export async function deleteJourney(db: Db, { key }: { key: string }): Promise<void> {
  await inTransaction(db, async (trx) => {
    await holdBrowser(trx, key)
    await trx.deleteFrom('journeys').where('key', '=', key).where('outcome', 'is', null).execute()
  })
}
