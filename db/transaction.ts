import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#db/schema.ts'

export type Db = Kysely<Database>
export type Trx = Transaction<Database>

const TRIES = 3

/**
 * What transactions leave behind besides the rows that they change: events, jobs, notices. It is collected while a
 * transaction works and written at its end, all of one kind together. Writing one kind may leave items of a later one.
 */
export type Outbox<Item> = { order: number; write(trx: Trx, items: Item[]): Promise<void> }

const outboxes = new WeakMap<Trx, Map<Outbox<unknown>, unknown[]>>()

/**
 * Runs work in a transaction and writes what it left behind, joining the caller's transaction when there is one, so that
 * commands compose: the outermost call writes. When PostgreSQL ends the transaction to resolve a deadlock, nothing of it
 * has happened, and it is tried again: work has no effect outside the transaction.
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

/** Leaves something to be written at the end of the transaction, if it comes to one. */
export function leave<Item>(trx: Trx, outbox: Outbox<Item>, item: Item): void {
  const left = outboxes.get(trx)
  if (!left) throw new Error('Nobody writes what is left in this transaction: begin it with inTransaction')
  const items = left.get(outbox)
  if (items) items.push(item)
  else left.set(outbox, [item])
}

/** Writes now what was left so far, for whoever reads it back in the same transaction. */
export async function writeLeft<Item>(trx: Trx, outbox: Outbox<Item>): Promise<void> {
  const left = outboxes.get(trx)
  const items = left?.get(outbox) as Item[] | undefined
  left?.delete(outbox)
  if (items) await outbox.write(trx, items)
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
