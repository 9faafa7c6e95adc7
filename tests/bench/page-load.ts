// A program: it is sent jobs and says what came of each.
import autocannon from 'autocannon'

export type LoadJob = {
  url: string
  requests: Array<{ path: string; headers: Record<string, string> }>
  connections: number
  seconds: number
}
export type LoadResult = { requests: number; seconds: number; failed: number; latencies: number[] }

process.on('message', (job: LoadJob) => {
  const latencies: number[] = []
  const started = performance.now()
  const options = {
    url: job.url,
    connections: job.connections,
    duration: job.seconds,
    sampleInt: 50,
    requests: job.requests,
  }
  const run = autocannon(options, (error, { non2xx, errors, timeouts }) => {
    if (error) throw error
    process.send?.({
      requests: latencies.length,
      seconds: (performance.now() - started) / 1000,
      failed: non2xx + errors + timeouts,
      latencies,
    } satisfies LoadResult)
  })
  run.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds))
})
