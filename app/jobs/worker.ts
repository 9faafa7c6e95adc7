import { Logger, parseCronItems, run } from 'graphile-worker'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import { CRON_ITEMS, taskList } from '#app/jobs/handlers.ts'
import { log } from '#app/platform/log.ts'
import { pool } from '#db/client.server.ts'

// What the queue says of every job is for those who look closely; a job that failed is for everybody.
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const
const logger = new Logger(() => (level, message, meta) => {
  log[LEVELS[level as keyof typeof LEVELS] ?? 'info'](meta?.error ? { error: meta.error } : {}, message)
})

/** Runs jobs and the cron table until stopped; stopping lets running jobs finish and hands the others back. */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const runner = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    logger,
    pollInterval: 2000,
    taskList: taskList(),
    parsedCronItems: parseCronItems(CRON_ITEMS),
  })
  // What the index lacks after an upgrade, a restored backup or a changed MEILI_URL is indexed at once.
  await runner.addJob('search.check', {}, { jobKey: 'search.check:', maxAttempts: 3 })
  // The model may be another than before.
  if (configuredEmbedder()) await runner.addJob('search.embed_all', {}, { jobKey: 'search.embed_all:' })
  return { stop: () => runner.stop() }
}
