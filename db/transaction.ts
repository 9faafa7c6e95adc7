import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#db/schema.ts'

export type Db = Kysely<Database>
export type Trx = Transaction<Database>

/** Runs work in a transaction, joining the caller's when there is one, so that commands compose. */
export function inTransaction<Result>(db: Db, work: (trx: Trx) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db as Trx) : db.transaction().execute(work)
}
