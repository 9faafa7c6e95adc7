import { connect, createServer, type Server, type Socket } from 'node:net'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { queueIndexChanges } from '#app/domain/search/index/index-state.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { connectMeilisearch, done } from '#app/engines/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { rebuildBeside } from '#app/engines/meilisearch/outside-index.ts'
import { searchIndexes } from '#app/engines/search-indexes.ts'
import { withFallback } from '#app/engines/with-fallback.ts'
import { readSearchStatus } from '#app/pages/admin/search-status.server.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'
import { testMeilisearch } from '#tests/support/meilisearch.ts'

// Without a server of their own to talk to these are skipped, and say so: it is no dependency.
const connection = testMeilisearch()

describe.skipIf(!connection)('with a Meilisearch server', () => {
  if (!connection) return
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
  const { client, uid } = connection
  const embedded = postgresEngine()
  const engine = meilisearchEngine(connection, embedded)
  const indexes = searchIndexes(embedded, connection)
  const ids = async () =>
    (await client.index(uid).getDocuments<{ id: number }>({ limit: 100, fields: ['id'] })).results
      .map(({ id }) => id)
      .sort((a, b) => a - b)
  const find = async (text: string) =>
    (await engine.search(db, parseQuery(text), { limit: 20 })).map((hit) => hit.postId).sort((a, b) => a - b)

  async function threadAbout(title: string) {
    const thread = await createThread({ title, tags: ['a'] })
    await embedded.index(db, { threadIds: [thread.id] })
    return { id: thread.id, postId: thread.questionId! }
  }

  beforeEach(async () => {
    await rebuildBeside(db, connection)
    await indexes.rebuild(db, 'meilisearch')
  })

  test('an index that was lost is built anew; what is missing, old or too much in it is mended', async () => {
    const [first, second] = [await threadAbout('The first windmill'), await threadAbout('The second windmill')]
    await client.deleteIndex(uid).waitTask()
    await indexes.check(db)
    expect(await find('windmill')).toEqual([first.postId, second.postId])

    await client.index(uid).deleteDocuments([first.postId]).waitTask()
    await client
      .index(uid)
      .addDocuments([{ id: 999_999, title: 'A windmill of nobody' }])
      .waitTask()
    await db.updateTable('posts').set({ score: 7 }).where('id', '=', second.postId).execute()
    await indexes.check(db)
    expect(await ids()).toEqual([first.postId, second.postId])
    expect((await readSearchStatus(db, connection)).meilisearch).toMatchObject({
      state: 'ready',
      documents: 2,
      expected: 2,
      mended: 3,
      waiting: 0,
    })

    // A server that lost the index and was sent a document makes one by itself, which does not know our settings.
    await client.deleteIndex(uid).waitTask()
    await client
      .index(uid)
      .addDocuments([{ id: first.postId }], { primaryKey: 'id' })
      .waitTask()
    await indexes.check(db)
    expect(await find('windmill')).toEqual([first.postId, second.postId])
  })

  test('an index built with other settings is built anew', async () => {
    const { postId } = await threadAbout('The first windmill')
    await indexes.check(db)
    await db.updateTable('searchIndexes').set({ fingerprint: 'of another version' }).execute()
    await client.index(uid).resetSettings().waitTask()
    await indexes.check(db)
    expect(await find('windmill')).toEqual([postId])
  })

  test('many changes go in a few requests, with the synonyms of tags', async () => {
    const threads = await Promise.all(Array.from({ length: 30 }, (_, index) => threadAbout(`Windmill number ${index}`)))
    const tag = await createTag({ name: 'anemometer' })
    await db.insertInto('tagSynonyms').values({ name: 'wind-gauge', tagId: tag.id }).execute()
    const before = (await client.tasks.getTasks({ indexUids: [uid], limit: 1 })).total
    await queueIndexChanges(db, { threadIds: threads.map((thread) => thread.id) })
    await indexes.sendChanges(db)
    expect(await ids()).toEqual(threads.map((thread) => thread.postId).sort((a, b) => a - b))
    // The documents and the synonyms.
    expect((await client.tasks.getTasks({ indexUids: [uid], limit: 1 })).total - before).toBe(2)
    expect(await client.index(uid).getSynonyms()).toMatchObject({ anemometer: ['wind gauge'] })
  })

  test('built anew while in use: found throughout, and nothing that comes or goes meanwhile is lost', async () => {
    const there = await Promise.all([1, 2, 3].map((number) => threadAbout(`Windmill number ${number}`)))
    await indexes.check(db)
    const gone = there[2]!
    let looked = 0
    let rebuilt = false
    const rebuild = indexes.rebuild(db, 'meilisearch').finally(() => {
      rebuilt = true
    })
    const come = await threadAbout('A windmill that came meanwhile')
    await db.updateTable('threads').set({ questionState: 'hidden' }).where('id', '=', gone.id).execute()
    await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', gone.postId).execute()
    await embedded.index(db, { threadIds: [gone.id] })
    await queueIndexChanges(db, { threadIds: [come.id, gone.id] })
    while (!rebuilt) {
      expect(await find('windmill')).toEqual(expect.arrayContaining([there[0]!.postId, there[1]!.postId]))
      looked++
    }
    await rebuild
    await indexes.sendChanges(db)
    expect(looked).toBeGreaterThan(3)
    expect(await find('windmill')).toEqual([there[0]!.postId, there[1]!.postId, come.postId].sort((a, b) => a - b))
    expect(
      await client
        .index(`${uid}_next`)
        .getStats()
        .catch(() => 'gone'),
    ).toBe('gone')
  })

  test('stopped in mid-use and started again: the embedded engine answers meanwhile, and nothing is missing', async () => {
    const line = await openLine(process.env.TEST_MEILI_URL ?? '')
    const through = connectMeilisearch({ url: line.url, key: process.env.TEST_MEILI_KEY, uid })
    const search = withFallback(meilisearchEngine(through, embedded), embedded, {
      probe: (signal) => through.client.index(uid).search('', { limit: 0 }, { signal }),
      patience: 2000,
      rest: 50,
    })
    const jobs = searchIndexes(embedded, through)
    const found = async () => (await search.search(db, parseQuery('windmill'), { limit: 20 })).length

    const first = await createThread({ title: 'The first windmill', tags: ['a'] })
    await search.index(db, { threadIds: [first.id] })
    await jobs.sendChanges(db)
    expect(await found()).toBe(1)
    expect(search.outage()).toBeUndefined()

    await line.cut()
    const second = await createThread({ title: 'The second windmill', tags: ['a'] })
    await search.index(db, { threadIds: [second.id] })
    expect(await found()).toBe(2)
    expect(search.outage()).toMatchObject({ reason: 'unreachable' })
    await expect(jobs.sendChanges(db)).rejects.toThrow()
    expect(await readSearchStatus(db, through)).toMatchObject({
      answering: 'postgres',
      meilisearch: { state: 'unreachable', waiting: 1, failure: expect.any(String) },
    })

    await line.mend()
    await expect.poll(() => search.outage()).toBeUndefined()
    await jobs.sendChanges(db)
    expect(await found()).toBe(2)
    expect(search.outage()).toBeUndefined()
    expect(await ids()).toEqual([first.questionId, second.questionId])
    await expect.poll(() => readSearchStatus(db, through)).toMatchObject({ answering: 'meilisearch' })
    await line.cut()
  })

  test('a task that the server refuses is an error', async () => {
    const { taskUid } = await client.index(uid).addDocuments([{ id: 'not a number; nor a name' }])
    await expect(done({ waitTask: () => client.tasks.waitForTask(taskUid) })).rejects.toThrow('failed')
    expect((await readSearchStatus(db, connection)).meilisearch?.failedTasks).toHaveLength(1)
  })
})

/** A line to the server that can be cut, which is all that others notice of one that stops. */
async function openLine(to: string): Promise<{ url: string; cut(): Promise<void>; mend(): Promise<void> }> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    const other = connect(Number(port), hostname)
    for (const end of [socket, other]) {
      sockets.add(end)
      end
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(end)
          socket.destroy()
          other.destroy()
        })
    }
    socket.pipe(other).pipe(socket)
  })
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  const here = (server.address() as { port: number }).port
  return {
    url: `http://127.0.0.1:${here}`,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    mend: () => listen(here),
  }
}
