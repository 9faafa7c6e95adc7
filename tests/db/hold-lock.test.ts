import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'
import { db } from '#tests/support/database.ts'

const LOCK = 7
const heldIn = async (trx: Trx) => {
  const { rows } = await sql<{ mode: string }>`
    select mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() order by mode`.execute(trx)
  return rows.map((row) => row.mode)
}

test('a lock is held until the end of its transaction, and taken again in the next one', async () => {
  for (const _time of [1, 2]) {
    await db.transaction().execute(async (trx) => {
      expect(await heldIn(trx)).toEqual([])
      await holdLock(trx, LOCK, { of: 3 })
      await holdLock(trx, LOCK, { of: 3 })
      expect(await heldIn(trx)).toEqual(['ExclusiveLock'])
      await holdLock(trx, LOCK, { shared: true })
      await holdLock(trx, LOCK, { of: 4 })
      expect(await heldIn(trx)).toEqual(['ExclusiveLock', 'ExclusiveLock', 'ShareLock'])
    })
  }
})

test('whoever holds it alone goes first; those who share it do not wait for each other', async () => {
  const order: string[] = []
  let second: Promise<void> | undefined
  await db.transaction().execute(async (trx) => {
    await holdLock(trx, LOCK, { shared: true })
    await db.transaction().execute((other) => holdLock(other, LOCK, { shared: true }))
    second = db.transaction().execute(async (other) => {
      await holdLock(other, LOCK)
      order.push('second')
    })
    const waiting = sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await waiting.execute(db)).rows.length === 0);
    order.push('first')
  })
  await second
  expect(order).toEqual(['first', 'second'])
})
