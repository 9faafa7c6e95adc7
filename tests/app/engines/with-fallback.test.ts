import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listOutages } from '#app/domain/search/index/index-state.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { connectMeilisearch } from '#app/engines/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { type FallbackEngine, withFallback } from '#app/engines/with-fallback.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db, pendingJobs } from '#tests/support/database.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server
let answer: Answer
let asked: number
beforeEach(async () => {
  asked = 0
  server = createServer((request, response) => {
    asked++
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const json: (status: number, value: unknown) => Answer = (status, value) => (_, response) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
/** A server that knows nothing, but answers as it should. */
const empty: Answer = (request, response) =>
  json(200, request.url?.includes('stats') ? { numberOfDocuments: 0 } : { results: [], hits: [] })(request, response)

const embedded = postgresEngine()

function engine(options: { patience?: number; rest?: number } = {}): FallbackEngine {
  const { port } = server.address() as AddressInfo
  const connection = connectMeilisearch({ url: `http://127.0.0.1:${port}`, uid: 'ours' })
  return withFallback(meilisearchEngine(connection, embedded), embedded, {
    probe: (signal) => connection.client.index('ours').search('', { limit: 0 }, { signal }),
    rest: 60_000,
    ...options,
  })
}

async function threadAbout(title: string) {
  const thread = await createThread({ title, tags: ['a'] })
  await embedded.index(db, { threadIds: [thread.id] })
  return thread
}

const find = async (from: FallbackEngine, text: string) =>
  (await from.search(db, parseQuery(text), { limit: 10 })).map((hit) => hit.postId)

describe('the embedded engine answers', () => {
  test('while the server refuses connections', async () => {
    const thread = await threadAbout('The windmill turns the wrong way')
    const search = engine()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(await find(search, 'windmill')).toEqual([thread.questionId])
    expect(await search.suggest(db, { title: 'My windmill turns' }, { limit: 5 })).toHaveLength(1)
    expect(search.outage()).toMatchObject({ reason: 'unreachable' })
    await expect.poll(() => listOutages(db)).toMatchObject([{ reason: 'unreachable' }])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  test.each<[string, Answer, string]>([
    ['it errs', json(500, { message: 'Out of memory', code: 'internal', type: 'internal', link: '' }), 'failing'],
    ['it answers in HTML', (_, response) => void response.writeHead(200).end('<html>Welcome</html>'), 'failing'],
    ['it answers with another shape', json(200, { results: 'none', numberOfDocuments: 1 }), 'failing'],
    [
      'it has lost the index',
      json(404, { message: 'Index `ours` not found.', code: 'index_not_found', type: 'invalid_request', link: '' }),
      'missing',
    ],
    ['it hangs up', (request) => void request.socket.destroy(), 'unreachable'],
  ])('when %s', async (_, reply, reason) => {
    const thread = await threadAbout('The windmill turns the wrong way')
    answer = reply
    const search = engine()
    expect(await find(search, 'windmill')).toEqual([thread.questionId])
    expect(search.outage()).toMatchObject({ reason })
    // A server that has lost the index gets it anew by the job that compares.
    const jobs = reason === 'missing' ? [{ name: 'search.check', payload: {} }] : []
    await expect.poll(async () => (await pendingJobs()).filter((job) => job.name === 'search.check')).toEqual(jobs)
  })

  test('when it is slow, and the request is broken off; after three times it is not asked any more', async () => {
    const thread = await threadAbout('The windmill turns the wrong way')
    let brokenOff = 0
    answer = (_, response) => void response.once('close', () => brokenOff++)
    const search = engine({ patience: 60 })
    for (const times of [1, 2, 3]) {
      expect(search.outage()).toBeUndefined()
      expect(await find(search, 'windmill')).toEqual([thread.questionId])
      await expect.poll(() => brokenOff).toBe(times)
    }
    expect(search.outage()).toMatchObject({ reason: 'slow' })
    const before = asked
    expect(await find(search, 'windmill')).toEqual([thread.questionId])
    expect(asked).toBe(before)
  })

  test('after 300 ms, when nothing else is said', async () => {
    answer = empty
    const timers = vi.spyOn(globalThis, 'setTimeout')
    expect(await find(engine(), 'windmill')).toEqual([])
    expect(timers.mock.calls.map(([, wait]) => wait)).toContain(300)
  })
})

test('the server is asked again by itself, and answers as soon as it can', async () => {
  await threadAbout('The windmill turns the wrong way')
  answer = json(503, { message: 'Starting', code: 'internal', type: 'internal', link: '' })
  const search = engine({ rest: 20 })
  expect(await find(search, 'windmill')).toHaveLength(1)
  await expect.poll(() => listOutages(db)).toHaveLength(1)

  answer = empty
  await expect.poll(() => search.outage()).toBeUndefined()
  // It knows nothing, and that is what is found now.
  expect(await find(search, 'windmill')).toEqual([])
  expect(search.outage()).toBeUndefined()
  await expect.poll(() => listOutages(db)).toEqual([])
})

test('a change is indexed by the embedded engine at once, and noted for one job however many there are', async () => {
  answer = empty
  const search = engine()
  const threads = [await createThread({ title: 'About a windmill', tags: ['a'] }), await createThread({ tags: ['a'] })]
  await db.deleteFrom('searchChanges').execute()
  for (const { id } of threads) await search.index(db, { threadIds: [id] })
  expect(await embedded.search(db, parseQuery('windmill'), { limit: 5 })).toHaveLength(1)
  expect(await db.selectFrom('searchChanges').select(['subject', 'subjectId']).orderBy('subjectId').execute()).toEqual(
    threads.map(({ id }) => ({ subject: 'thread', subjectId: id })),
  )
  expect((await pendingJobs()).filter((job) => job.name === 'search.send_changes')).toHaveLength(1)
})
