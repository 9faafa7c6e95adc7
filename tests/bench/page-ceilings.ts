// A program: bare node:http beside which pages are measured. It is sent the pages and says its port.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import type { RecordedPage } from './page-recorder.ts'

process.once('message', ({ databaseUrl, pages }: { databaseUrl: string; pages: RecordedPage[] }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
  pool.on('error', () => {})
  const bodies = pages.map((page) => Buffer.from(page.html))
  const names = new Map<string, string>()
  for (const { text } of pages.flatMap((page) => page.stages.flat()))
    names.set(text, names.get(text) ?? `s${names.size}`)

  const send = (res: ServerResponse, page: number) => {
    const body = bodies[page] as Buffer
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length })
    res.end(body)
  }
  const runStatements = async (page: number) => {
    for (const stage of pages[page]?.stages ?? []) {
      await Promise.all(stage.map(({ text, values }) => pool.query({ name: names.get(text), text, values })))
    }
  }

  const server = createServer((req, res) => {
    const [, ceiling, number] = (req.url ?? '').split('/')
    if (ceiling === 'constant') return send(res, Number(number))
    runStatements(Number(number)).then(
      () => send(res, Number(number)),
      (error) => {
        console.error(error)
        res.writeHead(500).end()
      },
    )
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
})
