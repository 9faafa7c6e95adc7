import { sql } from 'kysely'
import { beforeEach, inject } from 'vitest'
import { env } from '#app/platform/env.ts'
import { db, pool } from '#db/client.server.ts'
import { beforeEveryTest, ownDatabaseUrl } from './each-test.ts'
import { runSql } from './postgres.ts'

export { db }

// Each test process has its own database, which support/global-setup.ts drops at the end.
const name = new URL(ownDatabaseUrl).pathname.slice(1)
await runSql(inject('serverUrl'), `create database ${name} template ${inject('template')}`)

// Tests act faster than people may.
const UNLIMITED = {
  questionSecondsNew: 0,
  questionSeconds: 0,
  questionsADay: 1_000_000,
  answerSecondsNew: 0,
  answerSeconds: 0,
  commentSecondsNew: 0,
  commentSeconds: 0,
  firstDayQuestions: 1_000_000,
  firstDayAnswers: 1_000_000,
  flagsADay: 1_000_000,
}

beforeEveryTest(async () => {
  await sql`select pristine.start_again()`.execute(db)
  await db
    .insertInto('settings')
    .values({ name: 'rateLimits', value: JSON.stringify(UNLIMITED) })
    .execute()
})

/** For a test file that tests the rate limits of a new forum. */
export function withRateLimits(): void {
  beforeEach(async () => {
    await db.deleteFrom('settings').where('name', '=', 'rateLimits').execute()
  })
}

/**
 * The figures of a network of programmers, which a forum had before those of a support forum: for what is about points,
 * and tests that need somebody who has too few.
 */
export function withMediumFigures(): void {
  beforeEach(async () => {
    const figures = {
      privileges: { preset: 'medium' },
      tagging: { required: true, everybodyCreatesBelow: 0 },
      writing: { linksWithoutPrivilege: 2, firstDayImages: 1 },
    }
    const rows = Object.entries(figures).map(([name, value]) => ({ name, value: JSON.stringify(value) }))
    await db.insertInto('settings').values(rows).execute()
  })
}

/** Runs the same work n times at one moment. The connections are opened before, or the runs would not overlap. */
export async function atOnce<Result>(times: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  const settled = await settleAtOnce(times, work)
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

/** The same, for work that may fail. */
export async function settleAtOnce<Result>(
  times: number,
  work: (index: number) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  if (times > env.DATABASE_POOL) throw new Error(`The pool has ${env.DATABASE_POOL} connections, not ${times}`)
  const clients = await Promise.all(Array.from({ length: times }, () => pool.connect()))
  for (const client of clients) client.release()
  return Promise.allSettled(clients.map((_, index) => work(index)))
}

export async function pendingJobs(): Promise<Array<{ name: string; payload: unknown }>> {
  const { rows } = await sql<{ name: string; payload: unknown }>`
    select tasks.identifier as name, jobs.payload
    from graphile_worker._private_jobs as jobs
    join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
    order by jobs.id`.execute(db)
  return rows
}
