import { Logger, runOnce } from 'graphile-worker'
import { sql } from 'kysely'
import { beforeEach, expect, test, vi } from 'vitest'
import { taskList } from '#app/jobs/handlers.ts'
import { loader } from '#app/pages/admin/jobs.tsx'
import { log } from '#app/platform/log.ts'
import { pool } from '#db/client.server.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'
import { get } from '#tests/support/requests.ts'

beforeEach(() => {
  vi.spyOn(log, 'error').mockImplementation(() => {})
})

const work = () =>
  runOnce({ pgPool: pool, noHandleSignals: true, taskList: taskList(), logger: new Logger(() => () => {}) })

const add = (name: string, tries = 1) =>
  sql`select graphile_worker.add_job(${name}, '{}'::json, max_attempts => ${tries}::integer)`.execute(db)

test('the page of background work is for administrators', async () => {
  for (const role of ['staff', 'moderator'] as const) {
    expect(await get(loader, '/admin/jobs', { viewer: await createUser({ roles: [role] }) })).toMatchObject({
      status: 403,
    })
  }
})

test('a job that fails is listed with why and how often, and is gone once the same work goes through', async () => {
  const viewer = await createUser({ roles: ['admin'] })
  const page = async () => (await get(loader, '/admin/jobs', { viewer })).data
  expect(await page()).toEqual({ failures: [], jobs: [] })

  await sql`alter table sessions rename to sessions_away`.execute(db)
  try {
    await add('sessions.expire')
    await add('sessions.expire', 5)
    await work()
  } finally {
    await sql`alter table sessions_away rename to sessions`.execute(db)
  }
  expect(await page()).toMatchObject({
    failures: [],
    jobs: [
      {
        name: 'sessions.expire',
        count: 2,
        givenUp: 1,
        tries: 2,
        reason: 'relation "sessions" does not exist',
        failedAt: expect.any(Date),
        nextAt: expect.any(Date),
      },
    ],
  })

  await add('sessions.expire')
  await work()
  expect(await page()).toEqual({ failures: [], jobs: [] })
  expect(await pendingJobs()).toEqual([])
})
