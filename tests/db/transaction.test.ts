import { type KyselyPlugin, sql } from 'kysely'
import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { announceThread, THREAD_CHANNEL } from '#app/domain/events/announce-thread.ts'
import { recordEvent, writeEvents } from '#app/domain/events/record-event.ts'
import { watchThreads } from '#app/domain/threads/watch-thread.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { pool } from '#db/client.server.ts'
import { type Db, inTransaction, leave, type Outbox, retryDeadlocks, type Trx } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const verbs = async (on: Db = db) =>
  (await on.selectFrom('events').select('verb').orderBy('id').execute()).map((event) => event.verb)

/** The database, and what is sent to it besides the beginning and the end of transactions. */
function counted(): { db: Db; statements: string[] } {
  const statements: string[] = []
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements.push(node.kind)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { db: db.withPlugin(plugin), statements }
}

test('what is left is written together at the end, one kind after the other, and what that leaves after it', async () => {
  const written: unknown[] = []
  const late: Outbox<string> = { order: 2, write: async (_trx, items) => void written.push(items) }
  const early: Outbox<string> = {
    order: 1,
    write: async (trx, items) => {
      written.push(items)
      leave(trx, late, 'c')
    },
  }
  const result = await inTransaction(db, (trx) => {
    for (const item of ['a', 'b']) leave(trx, late, item)
    for (const item of ['x', 'y']) leave(trx, early, item)
    return written.length
  })
  expect(result).toBe(0)
  expect(written).toEqual([
    ['x', 'y'],
    ['a', 'b', 'c'],
  ])
})

test('a joined transaction is written by the outermost; one that fails leaves nothing, in it or in the next', async () => {
  const actor = await createUser()
  const act = (on: Db) =>
    inTransaction(on, (trx) => {
      recordEvent(trx, actor, 'user.joined', { userId: actor.id })
      enqueue(trx, 'badges.evaluate', { userId: actor.id })
    })
  const failing = inTransaction(db, async (trx) => {
    await act(trx)
    expect(await verbs(trx)).toEqual([])
    throw new Error('Something came in between')
  })
  await expect(failing).rejects.toThrow('in between')
  expect([await verbs(), await pendingJobs()]).toEqual([[], []])

  await inTransaction(db, async (trx) => {
    await act(trx)
    await act(trx)
    expect(await verbs(trx)).toEqual([])
  })
  expect(await verbs()).toEqual(['user.joined', 'user.joined'])
  expect(await pendingJobs()).toEqual([{ name: 'badges.evaluate', payload: { userId: actor.id } }])
})

test('events keep their order and their moment; whoever reads them back before the end has them written', async () => {
  const actor = await createUser()
  await inTransaction(db, async (trx) => {
    for (const tagId of [1, 2]) recordEvent(trx, actor, 'expert.lapsing', { userId: actor.id, tagId })
    await writeEvents(trx)
    expect(await verbs(trx)).toHaveLength(2)
    recordEvent(trx, actor, 'expert.lapsed', { userId: actor.id, tagId: 1 }, { before: { role: 'expert', tagId: 1 } })
    recordEvent(trx, actor, 'user.joined', { userId: actor.id })
  })
  expect(await verbs()).toEqual(['expert.lapsing', 'expert.lapsing', 'expert.lapsed', 'user.joined'])
  const events = await db.selectFrom('events').selectAll().orderBy('id').execute()
  expect(new Set(events.map((event) => event.createdAt.getTime())).size).toBe(1)
  const jobs = events.slice(0, 3).map(({ id }) => ({ name: 'notifications.deliver', payload: { eventId: id } }))
  expect(await pendingJobs()).toEqual(jobs)
})

test('nobody leaves anything where nobody would write it; in a transaction begun by hand the command does', async () => {
  const actor = await createUser()
  await db.transaction().execute(async (trx) => {
    expect(() => recordEvent(trx, actor, 'user.joined', { userId: actor.id })).toThrow('inTransaction')
    await inTransaction(trx, () => recordEvent(trx, actor, 'user.joined', { userId: actor.id }))
    expect(await verbs(trx)).toEqual(['user.joined'])
  })
})

test('a job that waits is not doubled, left once more in one transaction or in the next', async () => {
  const evaluate = () =>
    inTransaction(db, (trx) => {
      for (const userId of [1, 2, 1]) enqueue(trx, 'badges.evaluate', { userId })
    })
  await evaluate()
  await evaluate()
  expect((await pendingJobs()).map((job) => job.payload)).toEqual([{ userId: 1 }, { userId: 2 }])

  // One that has begun may have looked before the change: then another one waits.
  await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker'`.execute(db)
  await evaluate()
  expect(await pendingJobs()).toHaveLength(4)
})

test('a transaction that PostgreSQL ended to resolve a deadlock leaves one event in the end', async () => {
  const actor = await createUser()
  const [one, other] = [await createUser(), await createUser()]
  const lock = (trx: Trx, id: number) => trx.selectFrom('users').where('id', '=', id).select('id').forUpdate().execute()
  let begun = 0
  let tries = 0
  const both = Promise.withResolvers<void>()
  await atOnce(2, (index) =>
    inTransaction(db, async (trx) => {
      tries += 1
      recordEvent(trx, actor, 'user.joined', { userId: index === 0 ? one.id : other.id })
      const order = index === 0 ? [one, other] : [other, one]
      await lock(trx, order[0]!.id)
      begun += 1
      if (begun === 2) both.resolve()
      await both.promise
      await lock(trx, order[1]!.id)
    }),
  )
  expect(tries).toBe(3)
  expect(await verbs()).toEqual(['user.joined', 'user.joined'])
})

test('only threads that are open somewhere are announced, whatever else the transaction says', async () => {
  const [open, idle] = [await createThread(), await createThread()]
  await watchThreads(db, '6f1f7d3c-31cb-4c8a-9d0c-0f8d0a3f8d11', [open.id])
  const client = await pool.connect()
  const heard: unknown[] = []
  client.on('notification', (message) => heard.push(JSON.parse(message.payload ?? '')))
  try {
    await client.query(`listen ${THREAD_CHANNEL}`)
    await inTransaction(db, (trx) => {
      for (const { id } of [idle, open]) for (const score of [4, 5]) announceThread(trx, { threadId: id, score })
    })
    await expect.poll(() => heard).toEqual([4, 5].map((score) => ({ threadId: open.id, score })))
  } finally {
    client.removeAllListeners('notification')
    await client.query('unlisten *')
    client.release()
  }
})

test('two events, the job of one of them, three other jobs and their notices are three statements', async () => {
  const actor = await createUser()
  const thread = await createThread()
  await sql`delete from graphile_worker._private_jobs`.execute(db)
  const { db: watched, statements } = counted()
  await inTransaction(watched, (trx) => {
    recordEvent(trx, actor, 'thread.solved', { threadId: thread.id }, { after: { reason: 'answered' } })
    recordEvent(trx, actor, 'thread.protected', { threadId: thread.id })
    enqueue(trx, 'search.index_thread', { threadId: thread.id })
    enqueue(trx, 'escalation.schedule', { threadId: thread.id })
    enqueue(trx, 'tickets.sync', { threadId: thread.id })
  })
  expect(statements).toEqual(['InsertQueryNode', 'RawNode', 'RawNode'])
  expect((await pendingJobs()).map((job) => job.name)).toEqual([
    'search.index_thread',
    'escalation.schedule',
    'tickets.sync',
    'notifications.deliver',
  ])
})

test('a vote cast in a transaction keeps its job beside what the others leave', async () => {
  const voter = await createUser({ reputation: 500 })
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await sql`delete from graphile_worker._private_jobs`.execute(db)
  await inTransaction(db, async (trx) => {
    await acceptAnswer(trx, await getActor(trx, asker.id), { answerId: answer.id })
    await castVote(trx, voter, { postId: answer.id, value: 1 })
  })
  const answered = { name: 'badges.evaluate', payload: { userId: answer.authorId, postId: answer.id } }
  expect(await pendingJobs()).toContainEqual(answered)
  expect((await pendingJobs()).map((job) => job.name)).toContain('search.index_thread')
  expect((await verbs()).at(-1)).toBe('answer.accepted')
})

test('only deadlocks are tried again', async () => {
  let tries = 0
  const failing = retryDeadlocks(async () => {
    tries += 1
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(tries).toBe(1)
})
