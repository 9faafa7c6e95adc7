import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { EmbedderError } from '#app/domain/search/embeddings/embedder.ts'
import { httpEmbedder } from '#app/engines/embedder/embedder-http.ts'
import { never, startEmbeddingsServer } from '#tests/support/embeddings-server.ts'

let server: Awaited<ReturnType<typeof startEmbeddingsServer>>
beforeAll(async () => {
  server = await startEmbeddingsServer()
})
beforeEach(() => server.reset())
afterAll(() => server.stop())

const embedder = (options: { path?: string; model?: string; key?: string; timeout?: number } = {}) =>
  httpEmbedder({
    url: `${server.url}${options.path ?? ''}`,
    model: options.model ?? 'words',
    ...(options.key ? { key: options.key } : {}),
    languages: ['en', 'fr'],
    timeouts: { query: options.timeout ?? 2000, document: options.timeout ?? 2000 },
  })

const failure = async (work: Promise<unknown>) => {
  const error = await work.then(() => undefined).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(EmbedderError)
  return error as EmbedderError
}

test('texts become vectors of length one, in their order', async () => {
  const model = embedder({ key: 'sesame' })
  expect(model.dimensions).toBeUndefined()
  const [wifi, cold, again] = await model.embed(['The wifi is gone', 'Winter is cold', 'No network'], 'document')
  expect(Math.hypot(...(wifi ?? []))).toBeCloseTo(1)
  expect(wifi).toEqual(again)
  expect(wifi).not.toEqual(cold)
  expect(model.dimensions).toBe(5)
  expect(server.asked).toEqual([
    {
      path: '/v1/embeddings',
      key: 'Bearer sesame',
      model: 'words',
      input: ['The wifi is gone', 'Winter is cold', 'No network'],
    },
  ])
})

test('an answer in another order is put into the order of the texts', async () => {
  const data = [
    { index: 1, embedding: [0, 1] },
    { index: 0, embedding: [1, 0] },
  ]
  server.answers(() => ({ body: { data } }))
  const vectors = await embedder().embed(['one', 'two'], 'query')
  expect(vectors.map((vector) => [...vector])).toEqual([
    [1, 0],
    [0, 1],
  ])
})

test.each([
  ['/', '/v1/embeddings'],
  ['/v1', '/v1/embeddings'],
  ['/v1/', '/v1/embeddings'],
  ['/openai/v1/embeddings', '/openai/v1/embeddings'],
  ['/embed?version=2', '/embed?version=2'],
])('an address ending in %s leads to %s', async (path, asked) => {
  await embedder({ path }).embed(['a'], 'query')
  expect(server.asked[0]?.path).toBe(asked)
})

test('many texts go in batches of 32', async () => {
  const vectors = await embedder().embed(
    Array.from({ length: 70 }, (_, index) => `text ${index}`),
    'document',
  )
  expect(vectors).toHaveLength(70)
  expect(server.asked.map((question) => question.input.length)).toEqual([32, 32, 6])
})

test('models that were trained with a word before each text get it', async () => {
  const model = embedder({ model: 'intfloat/multilingual-e5-small' })
  await model.embed(['a'], 'query')
  await model.embed(['a'], 'document')
  expect(server.asked.map((question) => question.input)).toEqual([['query: a'], ['passage: a']])
})

test.each([
  [401, 'unavailable', 'EMBEDDINGS_KEY'],
  [404, 'unavailable', 'EMBEDDINGS_MODEL'],
  [429, 'unavailable', '429'],
  [503, 'unavailable', '503'],
  [400, 'refused', '400'],
  [413, 'refused', '413'],
] as const)('an answer of %i is said to be %s', async (status, kind, word) => {
  server.answers(() => ({ status, body: { error: 'because' } }))
  const error = await failure(embedder({ key: 'sesame' }).embed(['a'], 'query'))
  expect(error.kind).toBe(kind)
  expect(error.message).toContain(word)
  expect(error.message).toContain('because')
  expect(error.message).not.toContain('sesame')
})

test.each([
  ['no JSON', '<html>Welcome</html>'],
  ['no list', { data: 'none' }],
  ['too few vectors', { data: [{ index: 0, embedding: [1, 0] }] }],
  ['one text twice', { data: [0, 0].map((index) => ({ index, embedding: [1, 0] })) }],
  ['words for numbers', { data: [0, 1].map((index) => ({ index, embedding: ['1', 0] })) }],
  ['a vector without a direction', { data: [0, 1].map((index) => ({ index, embedding: [0, 0] })) }],
  ['two lengths', { data: [0, 1].map((index) => ({ index, embedding: index ? [1, 0] : [1] })) }],
])('%s is no answer', async (_, body) => {
  server.answers(() => ({ body }))
  expect((await failure(embedder().embed(['a', 'b'], 'document'))).kind).toBe('unavailable')
})

test('vectors that are suddenly shorter are no answer', async () => {
  const model = embedder()
  await model.embed(['a'], 'document')
  server.answers(() => ({ body: { data: [{ index: 0, embedding: [1, 0] }] } }))
  expect((await failure(model.embed(['b'], 'document'))).message).toContain('2 numbers')
})

test('a silent server is left alone after a while, one that leads elsewhere is not followed', async () => {
  server.answers(() => ({ after: never }))
  expect((await failure(embedder({ timeout: 50 }).embed(['a'], 'query'))).message).toContain('took too long')
  server.answers(() => ({ status: 307, headers: { location: 'http://127.0.0.1:1/elsewhere' } }))
  expect((await failure(embedder({ key: 'sesame' }).embed(['a'], 'query'))).kind).toBe('unavailable')
})

test('a server that is down is named', async () => {
  const down = httpEmbedder({ url: 'http://127.0.0.1:1', model: 'words', languages: ['en'] })
  expect((await failure(down.embed(['a'], 'query'))).message).toBe(
    'The embeddings server at http://127.0.0.1:1/v1/embeddings cannot be reached',
  )
})
