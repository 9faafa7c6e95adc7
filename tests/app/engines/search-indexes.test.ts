import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { getIndexState, listChanges, queueIndexChanges } from '#app/domain/search/index/index-state.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { connectMeilisearch } from '#app/engines/meilisearch/connection.ts'
import { searchIndexes } from '#app/engines/search-indexes.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const embedded = postgresEngine()
const indexes = searchIndexes(embedded, undefined)
const indexed = async () =>
  (await db.selectFrom('searchDocuments').select('postId').orderBy('postId').execute()).map((row) => row.postId)

/** Threads with an answer each, and an article: the posts that should be found. */
async function garden(): Promise<number[]> {
  const posts: number[] = []
  for (let index = 0; index < 3; index++) {
    const thread = await createThread({ title: `Windmill number ${index}`, tags: ['a'] })
    posts.push(thread.questionId!, (await createAnswer({ threadId: thread.id })).id)
  }
  await createThread({ title: 'A private windmill', audience: 'private', tags: ['a'] })
  const article = await createArticle({ title: 'Windmills explained' })
  const { postId } = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', article.id)
    .select('postId')
    .executeTakeFirstOrThrow()
  return [...posts, postId].sort((a, b) => a - b)
}

describe('comparing the embedded index with the forum', () => {
  test('brings back one that was lost, says how much was wrong, and finds nothing wrong the next time', async () => {
    const posts = await garden()
    await indexes.check(db)
    expect(await indexed()).toEqual(posts)

    await sql`truncate search_documents cascade`.execute(db)
    await indexes.check(db)
    expect(await indexed()).toEqual(posts)
    expect(await getIndexState(db, 'postgres')).toMatchObject({ mended: 4, checkedAt: expect.any(Date) })
    await indexes.check(db)
    expect(await getIndexState(db, 'postgres')).toMatchObject({ mended: 0 })
  })

  test('brings it back while it is in use: what is asked meanwhile is found, and nothing is missing afterwards', async () => {
    const posts = await garden()
    await indexes.check(db)
    await sql`truncate search_documents cascade`.execute(db)
    const check = indexes.check(db)
    const during = await createThread({ title: 'A windmill that came meanwhile', tags: ['a'] })
    await embedded.index(db, { threadIds: [during.id] })
    const found = await embedded.search(db, parseQuery('windmill'), { limit: 20 })
    expect(found.map((hit) => hit.postId)).toContain(during.questionId)
    await check
    expect(await indexed()).toEqual([...posts, during.questionId])
    expect(await embedded.search(db, parseQuery('windmill'), { limit: 20 })).toHaveLength(posts.length + 1)
  })

  test('takes out what must not be found any more, when the job that should have did not run', async () => {
    const posts = await garden()
    await indexes.check(db)
    await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', posts[1]!).execute()
    const staff = await createUser({ roles: ['staff'] })
    const { id } = await db.selectFrom('articles').select('id').executeTakeFirstOrThrow()
    await obsoleteArticle(db, staff, { articleId: id })
    await indexes.check(db)
    expect(await indexed()).toEqual([posts[0], ...posts.slice(2, -1)])
  })
})

test('a rebuild that a migration wants is made by the next check, once', async () => {
  const posts = await garden()
  await indexes.check(db)
  await db.updateTable('searchDocuments').set({ terms: [], impacts: [] }).execute()
  await indexes.check(db)
  expect(await embedded.search(db, parseQuery('windmill'), { limit: 20 })).toEqual([])

  await db.updateTable('searchIndexes').set({ rebuildWantedAt: new Date() }).where('engine', '=', 'postgres').execute()
  await indexes.check(db)
  expect((await embedded.search(db, parseQuery('windmill'), { limit: 20 })).length).toBeGreaterThanOrEqual(4)
  expect(await indexed()).toEqual(posts)
  expect(await getIndexState(db, 'postgres')).toMatchObject({ rebuildWantedAt: null, builtAt: expect.any(Date) })
})

test('the embedded index is built anew while it is in use: what is there is found throughout, what comes is not lost', async () => {
  const posts = await garden()
  await indexes.check(db)
  const rebuild = indexes.rebuild(db, 'postgres')
  const during = await createThread({ title: 'A windmill that came meanwhile', tags: ['a'] })
  await embedded.index(db, { threadIds: [during.id] })
  for (let times = 0; times < 5; times++) {
    expect((await embedded.search(db, parseQuery('windmill'), { limit: 20 })).length).toBeGreaterThanOrEqual(5)
  }
  await rebuild
  expect(await indexed()).toEqual([...posts, during.questionId])
  const state = await getIndexState(db, 'postgres')
  expect(state).toMatchObject({ rebuildStartedAt: null, builtAt: expect.any(Date), failedAt: null })
  expect(state.documentsDone).toBeGreaterThanOrEqual(posts.length)
})

describe('with a server that refuses its tasks', () => {
  let server: Server
  let outcome: string
  let requests: string[]
  beforeEach(async () => {
    outcome = 'failed'
    requests = []
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url?.replace(/\?.*/, '')}`)
      const task = { taskUid: 7, uid: 7, status: outcome, error: { message: 'The disk is full' }, details: {} }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify(request.url?.startsWith('/indexes/ours') && request.method === 'GET' ? { uid: 'ours' } : task),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('the job fails and is tried again; what was to be sent stays, and goes in one request', async () => {
    const { port } = server.address() as AddressInfo
    const outside = searchIndexes(embedded, connectMeilisearch({ url: `http://127.0.0.1:${port}`, uid: 'ours' }))
    const threads = [
      await createThread({ tags: ['a'] }),
      await createThread({ tags: ['a'] }),
      await createThread({ tags: ['a'] }),
    ]
    const threadIds = threads.map((thread) => thread.id)
    await embedded.index(db, { threadIds })
    await queueIndexChanges(db, { threadIds })

    await expect(outside.sendChanges(db)).rejects.toThrow('The disk is full')
    expect(await listChanges(db, 10)).toHaveLength(3)
    expect(await getIndexState(db, 'meilisearch')).toMatchObject({
      failure: expect.stringContaining('The disk is full'),
    })

    outcome = 'succeeded'
    requests = []
    await outside.sendChanges(db)
    expect(await listChanges(db, 10)).toEqual([])
    expect(await getIndexState(db, 'meilisearch')).toMatchObject({ failure: null, failedAt: null })
    expect(requests.filter((request) => request === 'POST /indexes/ours/documents')).toHaveLength(1)
  })
})
