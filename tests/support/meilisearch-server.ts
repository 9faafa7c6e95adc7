import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectMeilisearch } from '#app/engines/meilisearch/connection.ts'

type Document = { id: number } & Record<string, unknown>
type Query = {
  indexUid: string
  q: string
  attributesToSearchOn?: string[]
  matchingStrategy?: string
  filter?: string[]
  limit?: number
}
type Reply = { status?: number; body: unknown }

/**
 * A server that the forum uses as Meilisearch. It forwards to the one of MEILI_URL. Without one it imitates in memory
 * what the forum needs: words with the same beginning are found, nothing is ranked. It can stop answering, which is
 * worse than being down: it accepts requests and answers them later.
 */
export async function startMeilisearch() {
  const real = process.env.TEST_MEILI_URL
  const answer = real ? forwardTo(real) : newServer()
  const key = process.env.TEST_MEILI_KEY
  const uid = `test_${randomUUID()}`
  const asked = { searches: 0 }
  let waiting: Array<() => void> | undefined

  const server = createServer(async (request, response) => {
    const text = await textOf(request)
    const reply = async () => {
      const { status = 200, body } = await answer(request, text)
      if (request.url === '/multi-search') asked.searches++
      send(response, status, body)
    }
    if (waiting) waiting.push(() => void reply())
    else await reply()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    /** The variables with which a forum uses it. */
    variables: { MEILI_URL: url, MEILI_INDEX: uid, ...(key ? { MEILI_KEY: key } : {}) },
    /** Returns how many searches it has answered. */
    asked,
    fallSilent(): void {
      waiting = []
    },
    speak(): void {
      const replies = waiting ?? []
      waiting = undefined
      for (const reply of replies) reply()
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (!real) return
      const { client } = connectMeilisearch({ url: real, key, uid })
      for (const each of [uid, `${uid}_next`]) await client.deleteIndexIfExists(each)
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const forwardTo =
  (url: string) =>
  async ({ url: path, method = 'GET', headers }: IncomingMessage, text: string): Promise<Reply> => {
    const { authorization } = headers
    const answer = await fetch(new URL(path ?? '/', url), {
      method,
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      ...(text === '' ? {} : { body: text }),
    })
    const body = await answer.text()
    return { status: answer.status, body: body === '' ? null : JSON.parse(body) }
  }

function newServer() {
  const indexes = new Map<string, Map<number, Document>>()
  const task = {
    taskUid: 1,
    uid: 1,
    indexUid: null,
    status: 'succeeded',
    type: 'any',
    enqueuedAt: '2026-01-01T00:00:00Z',
  }
  const missing = (uid: string): Reply => ({
    status: 404,
    body: { message: `Index \`${uid}\` not found.`, code: 'index_not_found', type: 'invalid_request', link: '' },
  })

  const search = ({ indexUid, q, attributesToSearchOn = [], matchingStrategy, filter = [], limit = 20 }: Query) => {
    const sought = wordsOf(q)
    const holds = (document: Document) => {
      const words = attributesToSearchOn.flatMap((name) => wordsOf(String(document[name] ?? '')))
      const has = (word: string) => words.some((each) => each.startsWith(word))
      return matchingStrategy === 'frequency' ? sought.some(has) : sought.every(has)
    }
    const found = [...(indexes.get(indexUid)?.values() ?? [])].filter((each) => passes(each, filter) && holds(each))
    return { indexUid, hits: found.slice(0, limit), estimatedTotalHits: found.length, limit, offset: 0, query: q }
  }

  return async ({ url = '/', method }: IncomingMessage, text: string): Promise<Reply> => {
    const [, first, uid = '', what, more] = new URL(url, 'http://localhost').pathname.split('/')
    const body = text === '' ? undefined : JSON.parse(text)
    if (first === 'version') return { body: { pkgVersion: '1.0.0-of-the-tests', commitSha: '', commitDate: '' } }
    if (first === 'tasks') return { body: uid === '' ? { results: [], total: 0 } : task }
    if (first === 'multi-search') {
      const lost = (body.queries as Query[]).find((query) => !indexes.has(query.indexUid))
      return lost ? missing(lost.indexUid) : { body: { results: (body.queries as Query[]).map(search) } }
    }
    if (first === 'swap-indexes') {
      for (const {
        indexes: [one, other],
      } of body) {
        const [mine, theirs] = [indexes.get(one), indexes.get(other)]
        indexes.set(one, theirs ?? new Map()).set(other, mine ?? new Map())
      }
      return { body: task }
    }
    if (uid === '' && method === 'POST') {
      indexes.set(body.uid, new Map())
      return { body: task }
    }
    const documents = indexes.get(uid)
    if (!documents) return missing(uid)
    if (what === undefined && method === 'DELETE') indexes.delete(uid)
    if (what === undefined && method === 'GET') return { body: { uid, primaryKey: 'id' } }
    if (what === 'stats')
      return { body: { numberOfDocuments: documents.size, isIndexing: false, fieldDistribution: {} } }
    if (what === 'search') return { body: search({ ...body, indexUid: uid }) }
    if (what === 'documents' && more === 'fetch') {
      const all = [...documents.values()].filter((each) => passes(each, [body.filter]))
      return { body: { results: all.slice(body.offset ?? 0, (body.offset ?? 0) + body.limit), total: all.length } }
    }
    if (what === 'documents' && more === 'delete-batch') for (const id of body) documents.delete(id)
    if (what === 'documents' && more === undefined) for (const each of body) documents.set(each.id, each)
    return { body: task }
  }
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Filters by numbers and lists, all of which must match. The tests use no others. */
function passes(document: Document, filters: string[]): boolean {
  return filters
    .flatMap((filter) => filter.split(' AND '))
    .every((filter) => {
      const [, name = '', operator, value = ''] = /^(\w+) (IN|>|<=) (.*)$/.exec(filter) ?? []
      if (operator === 'IN') return value.slice(1, -1).split(', ').includes(String(document[name]))
      if (operator === '>') return Number(document[name]) > Number(value)
      if (operator === '<=') return Number(document[name]) <= Number(value)
      throw new Error(`A filter that the server of the tests does not know: ${filter}`)
    })
}
