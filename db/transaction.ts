import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#db/schema.ts'

export type Db = Kysely<Database>
export type Trx = Transaction<Database>

const TRIES = 3

/**
 * Runs work in a transaction, joining the caller's when there is one, so that commands compose. When PostgreSQL ends it
 * to resolve a deadlock, nothing of it has happened, and it is tried again: work has no effect outside the transaction.
 */
export async function inTransaction<Result>(db: Db, work: (trx: Trx) => Promise<Result>): Promise<Result> {
  if (db.isTransaction) return work(db as Trx)
  return retryDeadlocks(() => db.transaction().execute(work))
}

/** Tries a whole transaction again when PostgreSQL has ended it to resolve a deadlock. */
export async function retryDeadlocks<Result>(transact: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transact()
    } catch (error) {
      if (tried === TRIES || (error as { code?: string }).code !== '40P01') throw error
    }
  }
}
