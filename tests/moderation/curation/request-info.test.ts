import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { findInfoRequest, listThreadNotices } from '#app/domain/threads/queries.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Thread } from '#db/schema.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { withdrawInfoRequest } from '#moderation/curation/withdraw-info-request.ts'
import { readEscalationFacts } from '#moderation/escalation/queries.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const body = 'It is the grey one, with two lamps.'

async function createScene() {
  const asker = await createUser()
  const moderator = await createUser({ roles: ['moderator'] })
  const thread = await createThread({ authorId: asker.id })
  const row = () => db.selectFrom('threads').where('id', '=', thread.id).selectAll().executeTakeFirstOrThrow()
  return { asker, moderator, thread, row }
}

test('asked many times at one moment, the thread waits once', async () => {
  const { moderator, thread, row } = await createScene()
  await atOnce(8, () => requestInfo(db, moderator, { threadId: thread.id, details: 'Which version?' }))
  expect(await row()).toMatchObject({ state: 'needs_info', needsInfoAt: expect.any(Date) })
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'thread.info_requested'])
  expect(await pendingJobs()).toContainEqual({ name: 'escalation.schedule', payload: { threadId: thread.id } })
})

const words: [string, (asker: Actor, thread: Thread) => Promise<unknown>, string][] = [
  ['a comment', (asker, thread) => postComment(db, asker, { postId: thread.questionId!, body }), 'comment.posted'],
  ['an answer', (asker, thread) => postAnswer(db, asker, { threadId: thread.id, body }), 'answer.posted'],
  [
    'an edit',
    (asker, thread) => editPost(db, asker, { postId: thread.questionId!, body, baseRevision: 0 }),
    'post.edited',
  ],
]
test.each(words)('%s of the asker ends the wait, of somebody else it does not', async (_name, say, verb) => {
  const { asker, moderator, thread, row } = await createScene()
  await requestInfo(db, moderator, { threadId: thread.id, details: 'Which version?' })
  if (verb !== 'post.edited') {
    await say(await createUser({ reputation: 500 }), thread)
    expect(await row()).toMatchObject({ state: 'needs_info' })
  }
  await say(asker, thread)
  expect(await row()).toMatchObject({ state: 'needs_attention', needsInfoAt: null })
  expect((await eventsOf(thread)).slice(-2)).toEqual(['thread.info_given', verb])
})

test('a private message of the asker to the staff ends the wait', async () => {
  const { asker, moderator, thread, row } = await createScene()
  await createTicket({ threadId: thread.id })
  await requestInfo(db, moderator, { threadId: thread.id, details: 'Which serial number?' })
  await replyPrivately(db, asker, { threadId: thread.id, body: 'It is 4711.' })
  expect(await row()).toMatchObject({ state: 'needs_attention', needsInfoAt: null })
  expect((await eventsOf(thread)).slice(-2)).toEqual(['thread.info_given', 'private_reply.posted'])
})

test('who may ask for details and answers the question waits for none, who only remarks something does', async () => {
  const { thread, row } = await createScene()
  const staff = await createUser({ roles: ['staff'] })
  await requestInfo(db, staff, { threadId: thread.id, details: 'Which version?' })
  await postAnswer(db, staff, { threadId: thread.id, body: 'We are looking into it.', solves: false })
  expect(await row()).toMatchObject({ state: 'needs_info' })
  await postAnswer(db, await createUser({ roles: ['staff'] }), { threadId: thread.id, body })
  expect(await row()).toMatchObject({ state: 'answered', needsInfoAt: null })
  expect(await eventsOf(thread)).toContain('thread.info_request_withdrawn')
})

test('who may ask for details may stop asking, and the clock goes on from there', async () => {
  const { asker, moderator, thread, row } = await createScene()
  const threadId = thread.id
  await requestInfo(db, moderator, { threadId, details: 'Which version?' })
  for (const person of [asker, await createUser({ reputation: 5000 })]) {
    const refused = { kind: 'forbidden', code: 'thread.request_info' }
    await expect(withdrawInfoRequest(db, person, { threadId })).rejects.toMatchObject(refused)
  }
  await atOnce(4, () => withdrawInfoRequest(db, moderator, { threadId }))
  expect(await row()).toMatchObject({ state: 'needs_attention', needsInfoAt: null })
  expect((await eventsOf(thread)).slice(1)).toEqual(['thread.info_requested', 'thread.info_request_withdrawn'])
  expect((await readEscalationFacts(db, threadId)).waits).toHaveLength(1)
  expect(await pendingJobs()).toContainEqual({ name: 'escalation.schedule', payload: { threadId } })
})

test('who asks says what is missing, and the asker reads it; another one may ask for more', async () => {
  const { moderator, thread, row } = await createScene()
  const details = 'Which firmware, and what does the second lamp do?'
  await requestInfo(db, moderator, { threadId: thread.id, details })
  const since = (await row()).needsInfoAt
  expect(await findInfoRequest(db, thread.id)).toMatchObject({ actorName: moderator.name, details })
  expect(await listThreadNotices(db, thread.id)).toMatchObject([{ verb: 'thread.info_requested', details }])

  const other = await createUser({ roles: ['moderator'] })
  await requestInfo(db, other, { threadId: thread.id, details: 'And the serial number.' })
  expect(await findInfoRequest(db, thread.id)).toMatchObject({
    actorName: other.name,
    details: 'And the serial number.',
  })
  expect((await row()).needsInfoAt).toEqual(since)
})

test('an acceptance ends the wait too', async () => {
  const { asker, moderator, thread, row } = await createScene()
  const answer = await createAnswer({ threadId: thread.id })
  await requestInfo(db, moderator, { threadId: thread.id, details: 'Which version?' })
  await acceptAnswer(db, asker, { answerId: answer.id })
  expect(await row()).toMatchObject({ state: 'solved', needsInfoAt: null })
})

test('refusals', async () => {
  const { asker, moderator, thread } = await createScene()
  const refused = (actor: Actor, code: string, threadId = thread.id) =>
    expect(requestInfo(db, actor, { threadId, details: 'Which version?' })).rejects.toMatchObject({ code })
  await refused(asker, 'thread.request_info')
  await refused(await createUser({ reputation: 5000 }), 'thread.request_info')
  await refused(await createUser({ roles: ['moderator'], suspendedUntil: new Date('2999-01-01') }), 'account.suspended')
  await refused(moderator, 'thread.not_found', 999_999)
  await refused({ ...moderator, silencedUntil: new Date('2999-01-01') }, 'account.silenced')
  const words = (details: string) => requestInfo(db, moderator, { threadId: thread.id, details })
  await expect(words(' \n ')).rejects.toMatchObject({ field: 'details', code: 'details.missing' })
  await expect(words('x'.repeat(1001))).rejects.toMatchObject({ field: 'details', code: 'details.too_long' })
  await solveThread(db, asker, { threadId: thread.id, reason: 'It works again.' })
  await refused(moderator, 'thread.solved')
  await closeThread(db, moderator, { threadId: thread.id, reason: 'off_topic', note: '' })
  await refused(moderator, 'thread.closed')
})
