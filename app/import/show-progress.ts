import progress from 'cli-progress'
import type { ImportWatcher } from './stack-exchange/import-dump.ts'

const PLAIN_EVERY = 5000

const count = (number: number) => new Intl.NumberFormat('en').format(Math.round(number))

/** On a terminal a bar with the rate and the time left, elsewhere a line every few seconds. Call `stop` at the end. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): ImportWatcher & { stop(): void } {
  const started = Date.now()
  let firstBytes: number | undefined
  let lastWritten = started

  const describe = (bytes: number, total: number, rows: number) => {
    firstBytes ??= bytes
    const seconds = Math.max(0.001, (Date.now() - started) / 1000)
    const left = bytes > firstBytes ? ((total - bytes) / (bytes - firstBytes)) * seconds : 0
    return { rate: `${count(rows / seconds)} rows/s`, rows: count(rows), left: `${Math.ceil(left)} s left` }
  }

  if (!stream.isTTY) {
    return {
      progress({ step, bytes, total, rows }) {
        if (Date.now() - lastWritten < PLAIN_EVERY) return
        lastWritten = Date.now()
        const { rate, left, rows: sum } = describe(bytes, total, rows)
        const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100)
        stream.write(`${percent} %  ${step}  ${sum} rows  ${rate}  ${left}\n`)
      },
      stop() {},
    }
  }

  const bar = new progress.SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    format: (options, state, payload) =>
      `${progress.Format.BarFormat(state.progress, options)} ${Math.floor(state.progress * 100)} %  ${payload.step ?? ''}  ` +
      `${payload.rows ?? ''} rows  ${payload.rate ?? ''}  ${payload.left ?? ''}`,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barCompleteString: '█'.repeat(30),
    barIncompleteString: '░'.repeat(30),
  })
  let begun = false
  return {
    progress({ step, bytes, total, rows }) {
      if (!begun) bar.start(Math.max(1, total), bytes)
      begun = true
      bar.update(bytes, { step, ...describe(bytes, total, rows) })
    },
    stop: () => bar.stop(),
  }
}
