const LOOK_EVERY = 500

/**
 * Calls back when the npm that started this process is gone. It runs scripts in a shell and passes signals on to that
 * shell only; and whoever kills it outright sends us nothing. A process that npm did not start is left alone: it may
 * outlive its terminal. Returns how to stop looking.
 */
export function whenNpmIsGone(callback: () => void, startedByNpm: boolean): () => void {
  if (!startedByNpm) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, LOOK_EVERY)
  timer.unref()
  return () => clearInterval(timer)
}
