import { expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

const body = 'Turn it off, wait a moment, and turn it on again.'
const row = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()

test('adds to the thread: count, last activity, state, one event and its jobs', async () => {
  const thread = await createThread({ at: new Date('2026-03-01T12:00:00Z') })
  const author = await createUser()
  const at = new Date('2026-03-02T12:00:00Z')
  const { id } = await postAnswer(db, author, { threadId: thread.id, body: `\r\n${body}\r\n`, solves: false, at })

  const post = await db.selectFrom('posts').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
  expect(post).toMatchObject({ kind: 'answer', state: 'visible', body, solves: false, officialAt: null, createdAt: at })
  expect(await row(thread.id)).toMatchObject({
    state: 'answered',
    answerCount: 1,
    lastActivityAt: at,
    lastActivityBy: author.id,
  })
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'answer.posted'])
  const told = { name: 'notifications.deliver', payload: { eventId: expect.any(Number) } }
  expect(await pendingJobs()).toEqual([
    { name: 'search.index_thread', payload: { threadId: thread.id } },
    { name: 'escalation.schedule', payload: { threadId: thread.id } },
    { name: 'experts.ask', payload: { threadId: thread.id } },
    { name: 'threads.relate', payload: { threadId: thread.id } },
    { name: 'automatic_replies.reply', payload: { threadId: thread.id } },
    told,
    told,
  ])
  await expectNoDrift()
})

test('the asker’s own answer leaves the thread in need of attention', async () => {
  const thread = await createThread()
  await postAnswer(db, await getActor(db, thread.authorId!), { threadId: thread.id, body })
  expect(await row(thread.id)).toMatchObject({ state: 'needs_attention', answerCount: 1 })
})

test('staff answer officially', async () => {
  const thread = await createThread()
  const { id } = await postAnswer(db, await createUser({ roles: ['staff'] }), {
    threadId: thread.id,
    body,
    official: true,
  })
  const post = await db.selectFrom('posts').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
  expect(post.officialAt).toEqual(post.createdAt)
})

test('refusals', async () => {
  const thread = await createThread()
  const answer = { threadId: thread.id, body }
  const member = await createUser()
  const moderator = await createUser({ roles: ['moderator'] })
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

  await refused(postAnswer(db, member, { ...answer, body: 'Too short.' }), 'body.too_short')
  await refused(postAnswer(db, member, { ...answer, body: 'x'.repeat(30_001) }), 'body.too_long')
  await refused(postAnswer(db, moderator, { ...answer, official: true }), 'answer.official')
  const suspended = await createUser({ suspendedUntil: new Date('2999-01-01') })
  await refused(postAnswer(db, suspended, answer), 'account.suspended')
  await refused(postAnswer(db, member, { ...answer, threadId: 999_999 }), 'thread.not_found')
  await closeThread(db, moderator, { threadId: thread.id, reason: 'off_topic', note: '' })
  await refused(postAnswer(db, member, answer), 'thread.closed')

  const hidden = await createThread()
  await inTransaction(db, (trx) => setPostState(trx, moderator, hidden.questionId!, 'hidden'))
  await refused(postAnswer(db, await getActor(db, hidden.authorId!), { threadId: hidden.id, body }), 'answer.post')
  expect(await db.selectFrom('posts').where('kind', '=', 'answer').select('id').execute()).toEqual([])
})

test('twelve answers at one moment are all counted', async () => {
  const thread = await createThread()
  const people = await Promise.all(Array.from({ length: 12 }, () => createUser()))
  await atOnce(12, (index) => postAnswer(db, people[index]!, { threadId: thread.id, body }))
  expect((await row(thread.id)).answerCount).toBe(12)
  await expectNoDrift()
})

test('an answer sent twice at one moment is one answer; by another person, or a quarter of an hour later, it is another', async () => {
  const thread = await createThread()
  const [author, other] = [await createUser(), await createUser()]
  const answers = await atOnce(6, () => postAnswer(db, author, { threadId: thread.id, body }))
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(await row(thread.id)).toMatchObject({ answerCount: 1 })

  await postAnswer(db, other, { threadId: thread.id, body })
  const after = (minutes: number) => new Date(Date.now() + minutes * 60_000)
  // After an outage it is tried again: what had arrived is not taken for another.
  const again = await postAnswer(db, author, { threadId: thread.id, body, at: after(9) })
  expect(again.id).toBe(answers[0]?.id)
  await postAnswer(db, author, { threadId: thread.id, body, at: after(15) })
  expect(await row(thread.id)).toMatchObject({ answerCount: 3 })
  await expectNoDrift()
})
