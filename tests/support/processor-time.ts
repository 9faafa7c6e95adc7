import { runInNewContext } from 'node:vm'
import { renderMarkdown } from '#app/text/markdown.ts'

const HANGS = 60_000

/**
 * Milliseconds of processor time that this thread needs for some work, whatever else the machine does. More than a
 * minute counts as hanging.
 */
export function processorTime(work: () => unknown): number {
  const before = process.threadCpuUsage()
  runInNewContext('work()', { work }, { timeout: HANGS })
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

const ORDINARY = `The **lamp** blinks *twice*, see [the manual](https://example.org/manual), page 12:

- hold \`reset\` for ten seconds,
- wait until it is dark.

`.repeat(200)

/** The time to render an ordinary body of 30,000 characters on this machine, to compare others with. */
export function ordinaryTime(): number {
  const times = 10
  renderMarkdown(ORDINARY)
  const all = processorTime(() => {
    for (let count = 0; count < times; count++) renderMarkdown(ORDINARY)
  })
  return all / times
}
