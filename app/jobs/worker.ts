import { parseCronItems, run } from 'graphile-worker'
import { CRON_ITEMS, taskList } from '#app/jobs/handlers.ts'
import { pool } from '#db/client.server.ts'

/** Runs jobs and the cron table until stopped; stopping lets running jobs finish and hands the others back. */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const runner = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 2000,
    taskList: taskList(),
    parsedCronItems: parseCronItems(CRON_ITEMS),
  })
  return { stop: () => runner.stop() }
}
