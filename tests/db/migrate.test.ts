import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { checkReady } from '#app/server/health.ts'
import { connect } from '#db/connect.ts'
import { migrateToLatest } from '#db/migrate.ts'
import { databaseName, inDatabase, runSql } from '#tests/support/postgres.ts'

const serverUrl = inject('serverUrl')
const name = databaseName()
const url = inDatabase(serverUrl, name)

beforeAll(() => runSql(serverUrl, `create database ${name}`))
afterAll(() => runSql(serverUrl, `drop database ${name} with (force)`))

test('a new database is ready once it is migrated, by however many at once', async () => {
  const { db } = connect(url)
  expect(await checkReady(db)).toEqual({ ok: false, database: true, migrations: 'pending' })

  const runs = await Promise.all(Array.from({ length: 4 }, () => migrateToLatest(url)))
  const applied = runs.map((run) => run.applied).filter((names) => names.length > 0)
  expect(applied).toHaveLength(1)
  expect(applied[0]).toContain('20261121T2300_create_people')
  expect(await checkReady(db)).toEqual({ ok: true, database: true, migrations: 'current' })

  await runSql(url, 'delete from kysely_migration where name = (select max(name) from kysely_migration)')
  expect(await checkReady(db)).toEqual({ ok: false, database: true, migrations: 'pending' })
  await db.destroy()
})

test('a database that is gone is not ready', async () => {
  const { db } = connect('postgres://nobody:nothing@127.0.0.1:1/nowhere')
  expect(await checkReady(db)).toEqual({ ok: false, database: false, migrations: 'unknown' })
  await db.destroy()
})
