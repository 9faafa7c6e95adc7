import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#db/schema.ts'

export type Db = Kysely<Database>
export type Trx = Transaction<Database>

const TRIES = 3

/**
 * What transactions write besides the rows that they change: events, jobs, notices. The items are collected while a
 * transaction works, and written at its end, one kind after the other. Writing one kind may add items of a later kind.
 */
export type Outbox<Item> = { order: number; write(trx: Trx, items: Item[]): Promise<void> }

const outboxes = new WeakMap<Trx, Map<Outbox<unknown>, unknown[]>>()

/**
 * Runs work in a transaction, and at its end writes the items that were collected. Inside the transaction of a caller
 * it joins that one, so that commands can call each other; the outermost call writes. When PostgreSQL ends the
 * transaction because of a deadlock, nothing was changed, and the work is tried again. So work must have no effect
 * outside the transaction.
 */
export async function inTransaction<Result>(db: Db, work: (trx: Trx) => Promise<Result> | Result): Promise<Result> {
  if (db.isTransaction) return collecting(db as Trx, work)
  return retryDeadlocks(() => db.transaction().execute((trx) => collecting(trx, work)))
}

async function collecting<Result>(trx: Trx, work: (trx: Trx) => Promise<Result> | Result): Promise<Result> {
  if (outboxes.has(trx)) return work(trx)
  const left = new Map<Outbox<unknown>, unknown[]>()
  outboxes.set(trx, left)
  try {
    const result = await work(trx)
    for (;;) {
      const [next] = [...left.keys()].sort((a, b) => a.order - b.order)
      if (!next) return result
      await writeLeft(trx, next)
    }
  } finally {
    outboxes.delete(trx)
  }
}

/** Collects an item, which is written at the end of the transaction if it commits. */
export function leave<Item>(trx: Trx, outbox: Outbox<Item>, item: Item): void {
  const left = outboxes.get(trx)
  if (!left) throw new Error('Nobody writes what is left in this transaction: begin it with inTransaction')
  const items = left.get(outbox)
  if (items) items.push(item)
  else left.set(outbox, [item])
}

/** Writes the items that were collected so far, for a caller that reads them in the same transaction. */
export async function writeLeft<Item>(trx: Trx, outbox: Outbox<Item>): Promise<void> {
  const left = outboxes.get(trx)
  const items = left?.get(outbox) as Item[] | undefined
  left?.delete(outbox)
  if (items) await outbox.write(trx, items)
}

/** Tries a whole transaction again when PostgreSQL has ended it because of a deadlock. */
export async function retryDeadlocks<Result>(transact: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transact()
    } catch (error) {
      if (tried === TRIES || (error as { code?: string }).code !== '40P01') throw error
    }
  }
}
