import { sql } from 'kysely'
import type { Trx } from '#db/transaction.ts'

const heldLocks = new WeakMap<Trx, Set<string>>()

/**
 * Takes an advisory lock until the end of the transaction, exclusive or shared. When the transaction holds it already,
 * no statement is sent. The second number, for example the id of a person, makes one lock for each.
 */
export async function holdLock(
  trx: Trx,
  name: number,
  { of, shared = false }: { of?: number; shared?: boolean } = {},
): Promise<void> {
  const locks = heldLocks.get(trx) ?? new Set()
  heldLocks.set(trx, locks)
  const key = `${name} ${of ?? ''} ${shared ? 'shared' : ''}`
  if (locks.has(key)) return

  const take = sql.raw(shared ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  if (of === undefined) await sql`select ${take}(${name})`.execute(trx)
  else await sql`select ${take}(${name}, ${of % 2 ** 31}::integer)`.execute(trx)
  locks.add(key)
}
