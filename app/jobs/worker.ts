import { Logger, parseCronItems, run } from 'graphile-worker'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import { CRON_ITEMS, taskList } from '#app/jobs/handlers.ts'
import { log } from '#app/platform/log.ts'
import { pool } from '#db/client.server.ts'

// Ordinary messages of the queue are only for debugging; a failed job is an error for everybody.
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const
const logger = new Logger(() => (level, message, meta) => {
  log[LEVELS[level as keyof typeof LEVELS] ?? 'info'](meta?.error ? { error: meta.error } : {}, message)
})

/** Runs jobs and the cron table until it is stopped. Stopping lets running jobs finish and gives the others back. */
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
  // After an upgrade, a restored backup or a changed MEILI_URL, the missing posts are indexed at once.
  await runner.addJob('search.check', {}, { jobKey: 'search.check:', maxAttempts: 3 })
  // The model may have changed since the last start.
  if (configuredEmbedder()) await runner.addJob('search.embed_all', {}, { jobKey: 'search.embed_all:' })
  return { stop: () => runner.stop() }
}
