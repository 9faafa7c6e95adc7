import { isStartedByNpm } from '#app/platform/env.ts'
import { whenNpmIsGone } from '#app/platform/npm-parent.ts'
import { SetupError } from '#app/platform/setup-error.ts'

/** Two signals within this many milliseconds are one Ctrl-C: the terminal sends it to us, and npm passes its own on. */
const SAME_SIGNAL_MS = 1000

export type Lifecycle = {
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal
  /** These functions are called in the opposite order. */
  onStop(undo: () => Promise<void>): void
  /** Stops everything because of an error. */
  fail(error: unknown): void
}

/** Runs `start` until a signal or an error ends it. Then stops what it started and ends the process. */
export function runUntilStopped(start: (life: Lifecycle) => Promise<'stay' | 'done'>): void {
  const undos: Array<() => Promise<void>> = []
  const controller = new AbortController()
  let exitCode = 0
  let asked = 0
  let ending = false

  const report = (error: unknown) => {
    // This AbortError comes from our own abort.
    if (controller.signal.aborted && (error as Error)?.name === 'AbortError') return
    exitCode = 1
    console.error(error instanceof SetupError ? error.message : error)
  }

  const end = async () => {
    if (ending) return
    ending = true
    controller.abort()
    await started
    for (const undo of undos.reverse()) await undo().catch(report)
    process.exit(exitCode)
  }

  const fail = (error: unknown) => {
    if (!ending) report(error)
    void end()
  }

  const onSignal = () => {
    const now = Date.now()
    if (!asked) {
      asked = now
      void end()
    } else if (now - asked > SAME_SIGNAL_MS) {
      process.exit(1)
    }
  }

  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  whenNpmIsGone(() => void end(), isStartedByNpm())
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)

  const started = start({ signal: controller.signal, onStop: (undo) => void undos.push(undo), fail }).then(
    (outcome) => {
      if (outcome === 'done') setImmediate(end)
    },
    (error) => {
      report(error)
      setImmediate(end)
    },
  )
}
