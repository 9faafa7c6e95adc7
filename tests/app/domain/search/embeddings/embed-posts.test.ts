import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { countEmbeddings } from '#app/domain/search/embeddings/count-embeddings.ts'
import { embedPosts, requestAllEmbeddings } from '#app/domain/search/embeddings/embed-posts.ts'
import { retryEmbeddings } from '#app/domain/search/embeddings/retry-embeddings.ts'
import { unpackVector } from '#app/domain/search/embeddings/vectors.ts'
import { withEmbeddings } from '#app/domain/search/embeddings/with-embeddings.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { httpEmbedder } from '#app/engines/embedder/embedder-http.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'
import { startEmbeddingsServer } from '#tests/support/embeddings-server.ts'

let server: Awaited<ReturnType<typeof startEmbeddingsServer>>
beforeAll(async () => {
  server = await startEmbeddingsServer()
})
beforeEach(() => server.reset())
afterAll(() => server.stop())

const embedderOf = (model = 'words', languages: ('en' | 'fr')[] = ['en', 'fr']) =>
  httpEmbedder({ url: server.url, model, languages })
const index = (threadId: number, embedder = embedderOf()) =>
  withEmbeddings(postgresEngine(), embedder).index(db, { threadIds: [threadId] })
const vectors = () => db.selectFrom('postEmbeddings').selectAll().orderBy('postId').execute()
const jobs = async () => (await pendingJobs()).filter((job) => job.name === 'search.embed')

test('what is indexed gets a vector from a job, and indexing waits for nothing', async () => {
  const thread = await createThread({ title: 'The wifi does not come back', tags: ['network'] })
  await createAnswer({ threadId: thread.id })
  await index(thread.id)
  expect(server.asked).toEqual([])
  expect(await jobs()).toHaveLength(1)

  await embedPosts(db, embedderOf())
  const [row, ...others] = await vectors()
  expect(others).toEqual([])
  expect(row).toMatchObject({ postId: thread.questionId, model: 'words', dueAt: null })
  expect(unpackVector(row?.vector as Buffer)).toHaveLength(5)
  expect(server.asked[0]?.input[0]).toMatch(/^The wifi does not come back\nnetwork\nIt does not work/)
})

test('what has not changed is not embedded again, what has is', async () => {
  const thread = await createThread({ body: 'The wifi is gone since this morning.' })
  await index(thread.id)
  await embedPosts(db, embedderOf())
  await index(thread.id)
  await embedPosts(db, embedderOf())
  expect(server.asked).toHaveLength(1)

  const before = (await vectors())[0]
  const author = await getActor(db, thread.authorId as number)
  const questionId = thread.questionId as number
  await editPost(db, author, { postId: questionId, body: 'The battery is empty since this morning.', baseRevision: 0 })
  await index(thread.id)
  await embedPosts(db, embedderOf())
  expect(server.asked).toHaveLength(2)
  expect((await vectors())[0]?.textHash).not.toBe(before?.textHash)
})

test('a text that changes while it is embedded is embedded again', async () => {
  const thread = await createThread({ body: 'The wifi is gone since this morning.' })
  await index(thread.id)
  const change = db.updateTable('searchDocuments').set({ body: 'Now something else' })
  let changed: Promise<unknown> | undefined
  server.answers(() => {
    changed ??= change.where('postId', '=', thread.questionId).execute()
    return { after: changed }
  })
  await embedPosts(db, embedderOf())
  expect(server.asked).toHaveLength(2)
  expect(server.asked[1]?.input[0]).toContain('Now something else')
})

test('nothing private is embedded, and what is withheld loses its vector', async () => {
  const secret = await createThread({ audience: 'private', body: 'My password is a secret of mine.' })
  const gone = await createThread({ body: 'This will be withheld in a moment.' })
  for (const { id } of [secret, gone]) await index(id)
  await requestAllEmbeddings(db, embedderOf())
  await embedPosts(db, embedderOf())
  expect(server.asked.flatMap((question) => question.input).join()).not.toContain('secret')
  expect((await vectors()).map((row) => row.postId)).toEqual([gone.questionId])

  await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', gone.id).execute()
  await index(gone.id)
  expect(await vectors()).toEqual([])
})

test('a deleted post has no vector', async () => {
  const thread = await createThread()
  await index(thread.id)
  await embedPosts(db, embedderOf())
  await deletePost(db, await getActor(db, thread.authorId as number), { postId: thread.questionId as number })
  await index(thread.id)
  expect(await vectors()).toEqual([])
})

test('articles have a vector a language, only in languages that the model knows', async () => {
  await createArticle({ title: 'Keeping the wifi alive', locale: 'en' })
  await createArticle({ title: 'Garder le wifi en vie', locale: 'fr' })
  await withEmbeddings(postgresEngine(), embedderOf()).rebuild(db)
  await embedPosts(db, embedderOf('english', ['en']))
  expect(server.asked.flatMap((question) => question.input).join()).toContain('Keeping')
  expect(server.asked.flatMap((question) => question.input).join()).not.toContain('Garder')
})

test('another model replaces every vector, without a moment in which two are mixed', async () => {
  for (let count = 0; count < 3; count++) await index((await createThread()).id)
  await embedPosts(db, embedderOf())
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ total: 3, made: 3, due: 0 })
  const other = embedderOf('words-2')
  expect(await countEmbeddings(db, other)).toMatchObject({ made: 0 })
  await requestAllEmbeddings(db, other)
  expect(await countEmbeddings(db, other)).toMatchObject({ made: 0, due: 3 })
  await embedPosts(db, other)
  expect((await vectors()).map((row) => row.model)).toEqual(['words-2', 'words-2', 'words-2'])
})

test('a server that fails leaves the texts due, and the job fails so that the queue tries again', async () => {
  await index((await createThread()).id)
  server.answers(() => ({ status: 503 }))
  await expect(embedPosts(db, embedderOf())).rejects.toThrow('answered 503')
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ made: 0, due: 1, refused: 0 })

  server.reset()
  await embedPosts(db, embedderOf())
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ made: 1, due: 0 })
})

test('one text that is refused stops no other, and is tried again when it changes', async () => {
  const bad = await createThread({ title: 'A text that no model takes at all' })
  for (const { id } of [bad, await createThread(), await createThread()]) await index(id)
  server.answers(({ input }) => (input.some((text) => text.includes('no model')) ? { status: 400 } : undefined))
  await embedPosts(db, embedderOf())
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ total: 3, made: 2, due: 0, refused: 1 })

  await requestAllEmbeddings(db, embedderOf())
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ due: 0 })
  await db.updateTable('threads').set({ title: 'A text that every model takes' }).where('id', '=', bad.id).execute()
  await index(bad.id)
  await embedPosts(db, embedderOf())
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ made: 3, refused: 0 })
})

test('many workers share the texts between them', async () => {
  for (let count = 0; count < 5; count++) await index((await createThread()).id)
  await db
    .updateTable('postEmbeddings')
    .set({ dueAt: new Date(0) })
    .execute()
  // The server answers when each of them has either sent texts or found none.
  const { promise: all, resolve } = Promise.withResolvers<void>()
  let been = 0
  const arrive = () => ++been === 4 && resolve()
  server.answers(() => {
    arrive()
    return { after: all }
  })
  await atOnce(4, () => embedPosts(db, embedderOf()).finally(arrive))
  expect(server.asked.flatMap((question) => question.input)).toHaveLength(5)
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ made: 5 })
})

test('a long work is cut into several jobs', async () => {
  for (let count = 0; count < 33; count++) await createThread()
  await postgresEngine().rebuild(db)
  await requestAllEmbeddings(db, embedderOf())
  await embedPosts(db, embedderOf(), { batches: 1 })
  expect(await countEmbeddings(db, embedderOf())).toMatchObject({ made: 32, due: 1 })
  expect(await jobs()).toHaveLength(1)
})

test('an administrator has it tried again, nobody else', async () => {
  await expect(retryEmbeddings(db, await createUser({ roles: ['staff'] }), {})).rejects.toMatchObject({
    code: 'search.rebuild',
  })
  await retryEmbeddings(db, await createUser({ roles: ['admin'] }), {})
  expect(await pendingJobs()).toEqual([{ name: 'search.embed_all', payload: {} }])
})
