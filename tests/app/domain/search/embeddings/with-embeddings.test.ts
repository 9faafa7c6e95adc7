import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { embedPosts } from '#app/domain/search/embeddings/embed-posts.ts'
import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import { withEmbeddings } from '#app/domain/search/embeddings/with-embeddings.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { httpEmbedder } from '#app/engines/embedder/embedder-http.ts'
import { pool } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'
import { never, startEmbeddingsServer } from '#tests/support/embeddings-server.ts'

let server: Awaited<ReturnType<typeof startEmbeddingsServer>>
beforeAll(async () => {
  server = await startEmbeddingsServer()
})
beforeEach(() => server.reset())
afterAll(() => server.stop())

const plain = postgresEngine()
const LONG = 60_000
const embedderOf = (languages: Locale[] = ['en', 'fr']): Embedder =>
  httpEmbedder({ url: server.url, model: 'words', languages, timeouts: { query: LONG, document: LONG } })
/** That waits for its vectors, however busy the machine is. */
const patient = (embedder = embedderOf(), options: { neighboursUpTo?: number } = {}) =>
  withEmbeddings(plain, embedder, { patience: LONG, ...options })

async function indexed(engine: SearchEngine, title: string, options: { locale?: Locale; body?: string } = {}) {
  const thread = await createThread({ title, tags: ['a'], ...options })
  await engine.index(db, { threadIds: [thread.id] })
  return thread.questionId as number
}

/** Asks until the copy of the vectors is there, which is read in the background. */
async function suggested(engine: SearchEngine, title: string, locale: Locale = 'en'): Promise<number[]> {
  const need = { title, locale }
  await engine.suggest(db, need, { limit: 10 })
  await setImmediate()
  await expect.poll(() => pool.totalCount - pool.idleCount, { interval: 2 }).toBe(0)
  return (await engine.suggest(db, need, { limit: 10 })).map((hit) => hit.postId)
}

test('a need meets what says the same in other words', async () => {
  const engine = patient()
  const wanted = await indexed(engine, 'Sensor loses its wireless link')
  await indexed(engine, 'Paint comes off the casing')
  await embedPosts(db, embedderOf())
  expect(await suggested(plain, 'Trouble with wifi')).toEqual([])
  expect((await suggested(engine, 'Trouble with wifi'))[0]).toBe(wanted)
})

test('among what has the same words, the nearer meaning comes first', async () => {
  const engine = patient()
  const near = await indexed(engine, 'The base station stops in the winter months')
  const far = await indexed(engine, 'The base station stops in the evening hours')
  await embedPosts(db, embedderOf())
  expect((await suggested(engine, 'Base station stops when cold'))[0]).toBe(near)
  expect(await suggested(plain, 'Base station stops when cold')).toContain(far)
})

test('in a large forum only what the engine finds is put into another order', async () => {
  const engine = patient(embedderOf(), { neighboursUpTo: 1 })
  await indexed(engine, 'Sensor loses its wireless link')
  const found = await indexed(engine, 'Trouble with the paint of the casing')
  await embedPosts(db, embedderOf())
  expect(await suggested(engine, 'Trouble with wifi')).toEqual([found])
})

test('what has no vector yet keeps its place', async () => {
  const engine = patient()
  await indexed(engine, 'Paint comes off the casing again')
  expect(await suggested(engine, 'Paint comes off')).toEqual(await suggested(plain, 'Paint comes off'))
})

test.each([
  ['an error', { status: 500 }, LONG],
  ['garbage', { body: 'hello' }, LONG],
  ['silence', { after: never }, 60],
])('with %s from the server, the order is that of the engine', async (_, answer, patience) => {
  const engine = withEmbeddings(plain, embedderOf(), { patience })
  await indexed(engine, 'The valve does not open at all')
  await indexed(engine, 'The valve freezes when it is cold')
  await embedPosts(db, embedderOf())
  server.reset()
  server.answers(() => answer)

  const titles = [
    'The valve and more',
    'The valve does not',
    'The valve when it',
    'The valve freezes',
    'The valve opens',
  ]
  for (const title of titles) {
    expect(await engine.suggest(db, { title }, { limit: 5 })).toEqual(await plain.suggest(db, { title }, { limit: 5 }))
  }
  // After three failures it is left in peace.
  expect(server.asked).toHaveLength(3)
})

test('vectors of another length are of no use', async () => {
  const engine = patient()
  await indexed(engine, 'The valve freezes when it is cold')
  await embedPosts(db, embedderOf())
  server.answers(() => ({ body: { data: [{ index: 0, embedding: [1, 0] }] } }))
  const need = { title: 'The valve in winter' }
  const other = patient()
  expect(await other.suggest(db, need, { limit: 5 })).toEqual(await plain.suggest(db, need, { limit: 5 }))
})

test('a need in a language that the model does not know is none of its business', async () => {
  const engine = patient(embedderOf(['en']))
  const body = 'Depuis ce matin, la vanne ne s’ouvre plus du tout.'
  await indexed(engine, 'La vanne gèle en hiver quand il fait froid', { locale: 'fr', body })
  await embedPosts(db, embedderOf(['en']))
  await suggested(engine, 'La vanne gèle en hiver', 'fr')
  expect(server.asked).toEqual([])
  // Nor is one that is written in French on an English page.
  await indexed(engine, 'The valve freezes when winter comes and it is cold')
  await embedPosts(db, embedderOf(['en']))
  const need = { title: 'La vanne gèle en hiver quand il fait froid', locale: 'en' as const }
  await suggested(engine, need.title)
  const hits = await engine.suggest(db, need, { limit: 5 })
  expect(hits).toEqual(await plain.suggest(db, need, { limit: 5 }))
})

test('the same need is embedded once', async () => {
  const engine = patient()
  for (const title of ['Trouble with wifi', ' Trouble  with wifi ', 'Trouble with wifi']) {
    await engine.suggest(db, { title }, { limit: 5 })
  }
  expect(server.asked).toHaveLength(1)
})

test('a search is put into another order, and nothing is added to it', async () => {
  const engine = patient()
  await indexed(engine, 'Sensor loses its wireless link')
  const far = await indexed(engine, 'The base station stops in the evening hours')
  const near = await indexed(engine, 'The base station stops in the winter months')
  await embedPosts(db, embedderOf())
  server.reset()
  const search = async (text: string) =>
    (await engine.search(db, parseQuery(text), { limit: 10 })).map((hit) => hit.postId)
  expect(await search('station stops')).toHaveLength(2)
  expect(new Set(await search('base station stops'))).toEqual(new Set([near, far]))
  server.reset()
  expect(await search('"base station"')).toHaveLength(2)
  expect(server.asked).toEqual([])
})

test('what is near and not for this reader stays unseen', async () => {
  const engine = patient()
  await indexed(engine, 'Sensor loses its wireless link')
  await embedPosts(db, embedderOf())
  await suggested(engine, 'Trouble with wifi')
  await db.updateTable('threads').set({ audience: 'private' }).execute()
  expect(await suggestPosts(db, null, engine, { title: 'Trouble with wifi', locale: 'en' })).toEqual([])
})
