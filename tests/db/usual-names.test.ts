import { runMigrations } from 'graphile-worker'
import { sql } from 'kysely'
import { expect, inject, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { migrateToLatest } from '#db/migrate.ts'
import { databaseName, inDatabase, runSql } from '#tests/support/postgres.ts'
import { down, up } from '../../migrations/20261201T1000_give_things_their_usual_names.ts'

test('settings and waiting jobs have the new names, there and back', async () => {
  const serverUrl = inject('serverUrl')
  const name = databaseName()
  await runSql(serverUrl, `create database ${name}`)
  const url = inDatabase(serverUrl, name)
  await migrateToLatest(url)
  const { db } = connect(url)
  const columns = () =>
    sql`select table_name, column_name from information_schema.columns where table_schema = 'public' order by 1, 2`.execute(
      db,
    )
  await down(db)
  await runMigrations({ connectionString: url })
  await sql`
    select graphile_worker.add_job('escalation.settle_thread', '{"threadId": 1}'::json,
      job_key := 'escalation.settle_thread:1')`.execute(db)
  await sql`
    insert into settings (name, value)
    values ('editing', '{"quietMinutes": 7, "hiddenMinutes": 1}'), ('pace', '{}')`.execute(db)

  await up(db)
  expect((await sql`select name, value from settings order by name`.execute(db)).rows).toEqual([
    { name: 'editing', value: { hiddenMinutes: 1, graceMinutes: 7 } },
    { name: 'rateLimits', value: {} },
  ])
  expect((await sql`select key, task_identifier from graphile_worker.jobs`.execute(db)).rows).toEqual([
    { key: 'tickets.sync:1', taskIdentifier: 'tickets.sync' },
  ])

  const { rows } = await columns()
  await down(db)
  await up(db)
  expect((await columns()).rows).toEqual(rows)
  await db.destroy()
  await runSql(serverUrl, `drop database ${name} with (force)`)
})
