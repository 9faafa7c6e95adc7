import { sql } from 'kysely'
import { beforeEach, expect, test, vi } from 'vitest'
import { env } from '#app/platform/env.ts'
import { log } from '#app/platform/log.ts'
import { connect, poolOf } from '#db/connect.ts'
import { isConnectionLoss } from '#db/connection-loss.ts'
import { inTransaction } from '#db/transaction.ts'
import { db } from '#tests/support/database.ts'

beforeEach(() => {
  vi.spyOn(log, 'warn').mockImplementation(() => {})
})

const pidOf = async (connection: typeof db) => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
  return rows[0]?.pid ?? 0
}
const terminate = (pid: number) => sql`select pg_terminate_backend(${pid}, 5000)`.execute(db)

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error)

test('a connection that is ended while it is in use, in a query or between two, fails that work alone', async () => {
  const { db: other } = connect(env.DATABASE_URL ?? '', { max: 2 })
  try {
    const betweenTwo = await failureOf(
      inTransaction(other, async (trx) => {
        await terminate(await pidOf(trx))
        // Until the client has heard of it.
        await new Promise((resolve) => setTimeout(resolve, 50))
        await sql`select 1`.execute(trx)
      }),
    )
    expect(isConnectionLoss(betweenTwo)).toBe(true)

    const inQuery = await failureOf(
      inTransaction(other, async (trx) => {
        const pid = await pidOf(trx)
        await Promise.all([sql`select pg_sleep(20)`.execute(trx), terminate(pid)])
      }),
    )
    expect(isConnectionLoss(inQuery)).toBe(true)

    // A client that somebody has checked out and does not use at that moment.
    const client = await poolOf(other).connect()
    const { rows } = await client.query('select pg_backend_pid() as pid')
    await terminate(rows[0].pid)
    await expect.poll(() => vi.mocked(log.warn).mock.calls.length).toBeGreaterThan(2)
    client.release()

    expect(await pidOf(other)).toBeGreaterThan(0)
  } finally {
    await other.destroy()
  }
})

test('a PostgreSQL that is not there is a lost connection; what PostgreSQL says about a statement is none', async () => {
  const nobody = connect('postgres://someone@127.0.0.1:1/nothing')
  expect(isConnectionLoss(await failureOf(sql`select 1`.execute(nobody.db)))).toBe(true)
  await nobody.db.destroy()
  const socket = connect('postgres://someone@localhost/nothing?host=/nowhere')
  expect(isConnectionLoss(await failureOf(sql`select 1`.execute(socket.db)))).toBe(true)
  await socket.db.destroy()

  const wrong = await failureOf(sql`select no_such_thing`.execute(db))
  expect(wrong).toBeInstanceOf(Error)
  expect(isConnectionLoss(wrong)).toBe(false)
  expect(isConnectionLoss(new Error('Any other'))).toBe(false)
  expect(isConnectionLoss(undefined)).toBe(false)
  expect(isConnectionLoss(new Error('Wrapped', { cause: Object.assign(new Error('gone'), { code: '57P01' }) }))).toBe(
    true,
  )
})
