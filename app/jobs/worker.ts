import { setTimeout as pause } from 'node:timers/promises'
import { Logger, parseCronItems, type Runner, run } from 'graphile-worker'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import { CRON_ITEMS } from '#app/jobs/cron-table.ts'
import { taskList } from '#app/jobs/handlers.ts'
import { log } from '#app/platform/log.ts'
import { pool } from '#db/client.server.ts'

// Ordinary messages of the queue are only for debugging; a failed job is an error for everybody.
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const
const logger = new Logger(() => (level, message, meta) => {
  log[LEVELS[level as keyof typeof LEVELS] ?? 'info'](meta?.error ? { error: meta.error } : {}, message)
})

const PAUSE_BEFORE_RESTART = 1000

/**
 * Runs jobs and the cron table until it is stopped. Stopping lets running jobs finish and gives the others back. A runner
 * that ends by itself, which happens when it could not tell a PostgreSQL that went away how a job ended, is followed by
 * another one.
 */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let runner = await startRunner()
  // After an upgrade, a restored backup or a changed MEILI_URL, the missing posts are indexed at once.
  await runner.addJob('search.check', {}, { jobKey: 'search.check:', maxAttempts: 3 })
  // The model may have changed since the last start.
  if (configuredEmbedder()) await runner.addJob('search.embed_all', {}, { jobKey: 'search.embed_all:' })

  const keepRunning = async () => {
    for (;;) {
      await runner.promise.catch(() => {})
      await pause(PAUSE_BEFORE_RESTART, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      if (stopping.signal.aborted) return
      log.warn('The worker ended by itself and is started again')
      try {
        runner = await startRunner()
      } catch (error) {
        log.warn({ err: error }, 'The worker could not be started again yet')
      }
      if (stopping.signal.aborted) await runner.stop().catch(() => {})
    }
  }
  const kept = keepRunning()

  return {
    stop: async () => {
      stopping.abort()
      // A runner that has ended by itself cannot be stopped.
      await runner.stop().catch(() => {})
      await kept
    },
  }
}

const startRunner = (): Promise<Runner> =>
  run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    logger,
    pollInterval: 2000,
    taskList: taskList(),
    parsedCronItems: parseCronItems(CRON_ITEMS),
  })
