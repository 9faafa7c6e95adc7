import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { pool } from '#db/client.server.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

for (const turn of ['first', 'second']) {
  test(`each test starts from what migrations made (${turn})`, async () => {
    const users = await db.selectFrom('users').select(['name', 'kind']).execute()
    expect(users).toEqual([{ name: 'Entraide', kind: 'system' }])
    expect(await pendingJobs()).toEqual([])

    await sql`insert into users (kind, name) values ('person', 'Ada')`.execute(db)
    await sql`select graphile_worker.add_job('something', '{"id": 1}')`.execute(db)
    expect(await pendingJobs()).toEqual([{ name: 'something', payload: { id: 1 } }])
  })
}

test('ids are numbers, in lists too', async () => {
  const { rows } = await sql`select 2::bigint as id, array[1, 9007199254740991]::bigint[] as ids`.execute(db)
  expect(rows).toEqual([{ id: 2, ids: [1, Number.MAX_SAFE_INTEGER] }])
})

test('what runs at once overlaps, with connections that are open before', async () => {
  expect(Math.min(...(await atOnce(8, async () => pool.idleCount)))).toBeGreaterThanOrEqual(8)

  // Nobody leaves before all are there: one after the other, the first would wait for ever.
  const { promise: allAreThere, resolve } = Promise.withResolvers<void>()
  let there = 0
  await atOnce(8, () =>
    db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx)
      if (++there === 8) resolve()
      await allAreThere
    }),
  )
})
