import { sql } from 'kysely'
import { afterAll, expect, test, vi } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { announceThread } from '#app/domain/events/announce-thread.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { loader } from '#app/pages/question/live/stream.ts'
import { log } from '#app/platform/log.ts'
import { closeLiveStreams } from '#app/web/live-stream.server.ts'
import { inTransaction } from '#db/transaction.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'

afterAll(() => closeLiveStreams())

/** Opens the page's stream as somebody and keeps what comes in. */
async function watch(threadId: number, viewer: Viewer, since = '') {
  const leave = new AbortController()
  const request = new Request(`http://localhost/questions/${threadId}/live?since=${since}`, { signal: leave.signal })
  const response = (await loader({
    request,
    params: { threadId: String(threadId) },
    context: contextOf(viewer),
  } as unknown as Parameters<typeof loader>[0])) as Response
  let text = ''
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(part)
  })()
  return {
    response,
    events: () => [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => `${name} ${data}`),
    leave: async () => {
      leave.abort()
      await reading
    },
  }
}

const CHANGED = 'changed {}'

let marks = 0

/** Whatever was said before it has been heard by everybody when this is. */
async function mark(threadId: number): Promise<string> {
  marks -= 1
  const score = marks
  await inTransaction(db, (trx) => announceThread(trx, { threadId, postId: 0, score }))
  return `score {"postId":0,"score":${score}}`
}

test('whoever has a thread open hears of answers, comments and its state, and of nothing they may not see', async () => {
  const asker = await createUser({ reputation: 100 })
  const staff = await createUser({ roles: ['staff'] })
  const other = await createUser({ reputation: 100 })
  const thread = await createThread({ authorId: asker.id })
  const moderator = await createUser({ roles: ['moderator'], categoryId: thread.categoryId })
  const ticket = await createTicket({ threadId: thread.id })
  const streams = await Promise.all([null, asker, moderator, staff].map((viewer) => watch(thread.id, viewer)))
  const heard = async () => {
    const end = await mark(thread.id)
    for (const { events } of streams) await expect.poll(() => events().at(-1), { interval: 10 }).toBe(end)
    return streams.map(({ events }) => events().filter((event) => event === CHANGED).length)
  }
  expect(streams[0]?.response.headers.get('Content-Type')).toContain('text/event-stream')

  const answer = await postAnswer(db, other, { threadId: thread.id, body: 'Hold the button for ten seconds.' })
  expect(await heard()).toEqual([1, 1, 1, 1])
  await postComment(db, asker, { postId: answer.id, body: 'That works, thank you.' })
  expect(await heard()).toEqual([2, 2, 2, 2])
  await acceptAnswer(db, asker, { answerId: answer.id })
  expect(await heard()).toEqual([3, 3, 3, 3])

  await addNote(db, staff, { ticketId: ticket.id, body: 'A known defect of the first series.' })
  expect(await heard()).toEqual([3, 3, 3, 4])
  await raiseFlag(db, asker, { postId: answer.id, reason: 'spam', note: '' })
  const [visitors, askers, moderators = 0, staffs = 0] = await heard()
  expect([visitors, askers, moderators > 3, staffs > 4]).toEqual([3, 3, true, true])
  for (const { leave } of streams) await leave()
})

test('a new score says itself; threads that nobody has open are not announced', async () => {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id })
  const idle = await createThread()
  const stream = await watch(thread.id, null)
  await inTransaction(db, async (trx) => {
    announceThread(trx, { threadId: thread.id, postId: answer.id, score: 5 })
    announceThread(trx, { threadId: idle.id, score: 6 })
  })
  await expect.poll(stream.events).toEqual([`score {"postId":${answer.id},"score":5}`])

  await stream.leave()
  await expect.poll(() => db.selectFrom('liveWatches').selectAll().execute()).toEqual([])
})

test('a page that was made before something happened is told at once', async () => {
  const thread = await createThread()
  const before = new Date(Date.now() - 60_000).toISOString()
  await postAnswer(db, await createUser(), { threadId: thread.id, body: 'Hold the button for ten seconds.' })

  const late = await watch(thread.id, null, before)
  await expect.poll(late.events).toEqual([CHANGED])
  const inTime = await watch(thread.id, null, new Date(Date.now() + 1000).toISOString())
  await mark(thread.id)
  await expect.poll(inTime.events).not.toContain(CHANGED)
  await Promise.all([late.leave(), inTime.leave()])
})

test('when a page was made tells nobody of what they may not see', async () => {
  const [staff, author] = [await createUser({ roles: ['staff'] }), await createUser({ reputation: 100 })]
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id, authorId: author.id })
  const ticket = await createTicket({ threadId: thread.id })
  const before = new Date(Date.now() + 1).toISOString()
  await raiseFlag(db, author, { postId: thread.questionId ?? 0, reason: 'duplicate', note: '' })
  await addNote(db, staff, { ticketId: ticket.id, body: 'A known defect of the first series.' })

  const [visitor, works] = [await watch(thread.id, null, before), await watch(thread.id, staff, before)]
  await expect.poll(works.events).toEqual([CHANGED])

  await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
  await editPost(db, staff, { postId: answer.id, body: 'Hold the button for twenty seconds.', baseRevision: 0 })
  await castVote(db, staff, { postId: answer.id, value: 0 })
  const end = await mark(thread.id)
  await expect.poll(() => works.events().at(-1)).toBe(end)
  await expect.poll(visitor.events).toEqual([end])
  await Promise.all([visitor.leave(), works.leave()])
})

test('after the connection to the database was lost, every page reads again', async () => {
  const thread = await createThread()
  const stream = await watch(thread.id, null)
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'entraide live' and datname = current_database()`.execute(db)
  await expect.poll(stream.events, { timeout: 5000 }).toEqual([CHANGED])
  await postAnswer(db, await createUser(), { threadId: thread.id, body: 'Hold the button for ten seconds.' })
  await expect.poll(() => stream.events().length).toBe(2)
  await stream.leave()
})

test('a moment that no page names is none', async () => {
  const thread = await createThread()
  const reader = await createUser()
  for (const since of ['-271821-04-20T00:00:00.000Z', 'never', '%00']) {
    const stream = await watch(thread.id, reader, since)
    expect(stream.response.status).toBe(200)
    await stream.leave()
  }
})

test('a thread that one may not see cannot be watched, and nobody opens more than a dozen', async () => {
  const hidden = await createThread({ audience: 'private' })
  await expect(watch(hidden.id, null)).rejects.toMatchObject({ init: { status: 404 } })

  const thread = await createThread()
  const reader = await createUser()
  const streams = []
  for (let opened = 0; opened < 12; opened += 1) streams.push(await watch(thread.id, reader))
  const refused = await loader({
    request: new Request('http://localhost/'),
    params: { threadId: String(thread.id) },
    context: contextOf(reader),
  } as unknown as Parameters<typeof loader>[0])
  expect(refused.status).toBe(503)
  await Promise.all(streams.map(({ leave }) => leave()))
})

test('streams stay open when PostgreSQL ends the connection that listens, and hear again of what comes after', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => {})
  const thread = await createThread()
  const { events, leave } = await watch(thread.id, null)
  const listeners = async () => {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where application_name = 'entraide live' and datname = current_database()`.execute(
      db,
    )
    return rows.map((row) => row.pid)
  }
  for (let time = 1; time <= 2; time++) {
    const [pid] = await listeners()
    await sql`select pg_terminate_backend(${pid}::integer, 5000)`.execute(db)
    await expect.poll(() => events().filter((event) => event === CHANGED).length, { interval: 20 }).toBe(time)
    // One connection, however many errors the lost one emitted: otherwise every change would be told twice.
    const now = await listeners()
    expect(now).toHaveLength(1)
    expect(now).not.toContain(pid)
    const end = await mark(thread.id)
    await expect.poll(() => events().at(-1), { interval: 10 }).toBe(end)
    expect(events().filter((event) => event === end)).toHaveLength(1)
  }
  await leave()
})
