import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

const SHOWN = 200

/** A row that a sweep could not do, at its last run. */
export type SweepFailure = {
  sweep: string
  subject: string
  reason: string
  times: number
  firstFailedAt: Date
  failedAt: Date
}

/** The newest failures first, at most 200 of them. */
export function listSweepFailures(db: Db): Promise<SweepFailure[]> {
  return db
    .selectFrom('sweepFailures')
    .selectAll()
    .orderBy('failedAt', 'desc')
    .orderBy('sweep')
    .orderBy('subject')
    .limit(SHOWN)
    .execute()
}

/** Waiting jobs of one name that have failed at least once. */
export type FailingJobs = {
  name: string
  /** How many of them there are, and how many are not tried again by themselves. */
  count: number
  givenUp: number
  tries: number
  reason: string
  failedAt: Date
  /** When the next one is tried again; null when all were given up. */
  nextAt: Date | null
}

/** The queue keeps a job that failed until it goes through. */
export async function listFailingJobs(db: Db): Promise<FailingJobs[]> {
  const { rows } = await sql<FailingJobs>`
    select task_identifier as name, count(*)::integer as count, sum(attempts)::integer as tries,
      count(*) filter (where attempts >= max_attempts)::integer as given_up,
      (array_agg(split_part(last_error, E'\n', 1) order by updated_at desc))[1] as reason,
      max(updated_at) as failed_at,
      min(run_at) filter (where attempts < max_attempts) as next_at
    from graphile_worker.jobs
    where last_error is not null and locked_at is null
    group by task_identifier
    order by max(updated_at) desc`.execute(db)
  return rows
}

/**
 * Removes what failed runs of a regular job left in the queue: it has gone through now, with everything that was due.
 */
export async function forgetFailedRuns(db: Db, name: string): Promise<void> {
  await sql`
    select count(*) from graphile_worker.complete_jobs(array(
      select id from graphile_worker.jobs
      where task_identifier = ${name} and last_error is not null and locked_at is null))`.execute(db)
}
