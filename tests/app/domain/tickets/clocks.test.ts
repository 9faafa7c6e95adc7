import { beforeEach, describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { markBreaches } from '#app/domain/tickets/mark-breaches.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import type { Ticket } from '#db/schema.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { withdrawInfoRequest } from '#moderation/curation/withdraw-info-request.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

// The ticket opens at 10:00: first response by 10:30, solution by 12:00, each next response within 45 minutes.
const at = (time: string) => new Date(`2026-06-01T${time}:00Z`)
let staff: Actor
let requester: Actor
let ticket: Ticket

beforeEach(async () => {
  staff = await createUser({ roles: ['staff'] })
  ticket = await createTicket({ at: at('10:00') })
  requester = await getActor(db, ticket.requesterId!)
})

const row = () => db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()
const move = (state: NonNullable<Parameters<typeof changeTicket>[2]['state']>, time: string) =>
  changeTicket(db, staff, { ticketId: ticket.id, state, at: at(time) })

const question = async () => {
  const thread = db.selectFrom('threads').where('id', '=', ticket.threadId).select('questionId')
  return { threadId: ticket.threadId, questionId: (await thread.executeTakeFirstOrThrow()).questionId! }
}
const moves = async () =>
  (await db.selectFrom('events').where('verb', '=', 'ticket.changed').orderBy('id').selectAll().execute()).map(
    ({ actorId, before, after }) => [actorId, before?.state, after?.state],
  )

describe('pauses', () => {
  test('move the deadlines by the working time that they took', async () => {
    await move('pending', '10:10')
    await move('open', '10:25')
    expect(await row()).toMatchObject({
      pausedMinutes: 15,
      pausedSince: null,
      firstResponseDueAt: at('10:45'),
      solutionDueAt: at('12:15'),
    })
  })

  test('two paused states in a row are one pause', async () => {
    await move('pending', '10:10')
    await move('on_hold', '10:20')
    await move('pending', '10:30')
    await move('open', '10:40')
    expect(await row()).toMatchObject({
      pausedMinutes: 30,
      firstResponseDueAt: at('11:00'),
      solutionDueAt: at('12:30'),
    })
  })

  test('two pauses add up', async () => {
    await move('pending', '10:10')
    await move('open', '10:20')
    await move('on_hold', '10:30')
    await move('open', '10:50')
    expect(await row()).toMatchObject({ pausedMinutes: 30, solutionDueAt: at('12:30') })
  })

  test('solving ends a pause', async () => {
    await move('pending', '10:10')
    await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.', at: at('12:05') })
    expect(await row()).toMatchObject({ pausedMinutes: 115, pausedSince: null, solutionBreachedAt: null })
  })
})

describe('a word of the staff', () => {
  test.each([
    [
      'an official answer',
      (actor: Actor) =>
        postAnswer(db, actor, {
          threadId: ticket.threadId,
          body: 'Here is how to do it.',
          official: true,
          at: at('10:20'),
        }),
    ],
    [
      'a private reply',
      (actor: Actor) =>
        replyPrivately(db, actor, { threadId: ticket.threadId, body: 'Which serial number?', at: at('10:20') }),
    ],
  ])('%s is the first response', async (_, reply) => {
    await reply(staff)
    expect(await row()).toMatchObject({
      state: 'pending',
      pausedSince: at('10:20'),
      firstRespondedAt: at('10:20'),
      firstResponseBreachedAt: null,
    })
  })

  test('asks or answers, and the ticket waits for the requester, who opens it again; the history says who did', async () => {
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'Which serial number?', at: at('10:20') })
    await replyPrivately(db, requester, { threadId: ticket.threadId, body: 'It is 4711.', at: at('10:50') })
    expect(await row()).toMatchObject({ state: 'open', pausedMinutes: 30, solutionDueAt: at('12:30') })
    await postAnswer(db, staff, {
      threadId: ticket.threadId,
      body: 'Press the button for ten seconds.',
      at: at('11:00'),
    })
    expect(await row()).toMatchObject({ state: 'pending', pausedSince: at('11:00'), nextResponseDueAt: null })
    expect(await moves()).toEqual([
      [staff.id, 'new', 'pending'],
      [requester.id, 'pending', 'open'],
      [staff.id, 'open', 'pending'],
    ])
  })

  test('that promises another one leaves the ticket open, and its clocks run', async () => {
    const reply = { threadId: ticket.threadId, body: 'I am looking into it.', leavesTicket: 'open' as const }
    await replyPrivately(db, staff, { ...reply, at: at('10:20') })
    expect(await row()).toMatchObject({ state: 'open', pausedSince: null, firstRespondedAt: at('10:20') })
    await move('pending', '10:30')
    await replyPrivately(db, staff, { ...reply, at: at('10:40') })
    expect(await row()).toMatchObject({ state: 'open', pausedMinutes: 10, solutionDueAt: at('12:10') })
  })

  test('leaves a ticket on hold', async () => {
    await move('on_hold', '10:10')
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'The part is on its way.', at: at('10:20') })
    expect(await row()).toMatchObject({ state: 'on_hold', pausedSince: at('10:10'), firstRespondedAt: at('10:20') })
  })

  test('that asks for details is one too, and so is what the requester then adds to the question', async () => {
    const { questionId, threadId } = await question()
    await requestInfo(db, staff, { threadId, details: 'Which serial number?', at: at('10:20') })
    expect(await row()).toMatchObject({ state: 'pending', firstRespondedAt: at('10:20') })
    await editPost(db, requester, {
      postId: questionId,
      body: 'The lamp blinks twice, and the serial number is 4711.',
      baseRevision: 0,
    })
    await syncTicket(db, await getSystemActor(db), { threadId, now: at('10:40') })
    expect(await row()).toMatchObject({ state: 'open', pausedMinutes: 20, customerWaitingSince: at('10:40') })
  })

  test('that asks for details and is taken back leaves the ticket open, and its clocks go on', async () => {
    const { threadId } = ticket
    await requestInfo(db, staff, { threadId, details: 'Which serial number?', at: at('10:20') })
    await withdrawInfoRequest(db, staff, { threadId, at: at('10:35') })
    expect(await row()).toMatchObject({
      state: 'open',
      pausedSince: null,
      pausedMinutes: 15,
      solutionDueAt: at('12:15'),
      firstRespondedAt: at('10:20'),
    })
    expect(await moves()).toEqual([
      [staff.id, 'new', 'pending'],
      [staff.id, 'pending', 'open'],
    ])
  })

  test('what is on hold stays so when a request for details is taken back', async () => {
    const { threadId } = ticket
    await requestInfo(db, staff, { threadId, details: 'Which serial number?', at: at('10:20') })
    await move('on_hold', '10:25')
    await withdrawInfoRequest(db, staff, { threadId, at: at('10:35') })
    expect(await row()).toMatchObject({ state: 'on_hold', pausedSince: at('10:20') })
  })

  test('a comment is one under the question and where the requester wrote, not elsewhere', async () => {
    const { questionId, threadId } = await question()
    const ofMember = await createAnswer({ threadId, at: at('10:05') })
    const ofRequester = await createAnswer({ threadId, authorId: requester.id, at: at('10:10') })
    const before = await row()
    const comment = (actor: Actor, postId: number, time: string) =>
      postComment(db, actor, { postId, body: `Please say how long, as at ${time}.`, at: at(time) })

    await comment(staff, ofMember.id, '10:15')
    expect(await row()).toEqual(before)
    await comment(staff, ofRequester.id, '10:20')
    expect(await row()).toMatchObject({ state: 'pending', firstRespondedAt: at('10:20') })
    await comment(requester, ofMember.id, '10:30')
    expect(await row()).toMatchObject({ state: 'open', customerWaitingSince: at('10:30') })
    await comment(staff, questionId, '10:40')
    expect(await row()).toMatchObject({ state: 'pending', customerWaitingSince: null })
    // Under what the requester has commented on, a comment goes on with their words.
    await comment(requester, ofMember.id, '10:45')
    await comment(staff, ofMember.id, '10:50')
    expect(await row()).toMatchObject({ state: 'pending', customerWaitingSince: null })
  })

  test('an edit from before it waited does not open it', async () => {
    const { questionId, threadId } = await question()
    await editPost(db, requester, { postId: questionId, body: 'The lamp blinks three times.', baseRevision: 0 })
    const later = new Date(Date.now() + 60_000)
    await replyPrivately(db, staff, { threadId, body: 'Which serial number?', at: later })
    await syncTicket(db, await getSystemActor(db), { threadId, now: later })
    expect(await row()).toMatchObject({ state: 'pending' })
  })

  test('only the first one is the first', async () => {
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'One.', at: at('10:20') })
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'Two.', at: at('10:25') })
    expect(await row()).toMatchObject({ firstRespondedAt: at('10:20') })
  })

  test('one that comes late is late even when no sweep saw it', async () => {
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'Sorry.', at: at('10:31') })
    expect(await row()).toMatchObject({ firstResponseBreachedAt: at('10:31') })
  })

  test('a member is not the staff', async () => {
    await postAnswer(db, await createUser(), {
      threadId: ticket.threadId,
      body: 'Have you tried turning it?',
      at: at('10:20'),
    })
    expect(await row()).toMatchObject({ state: 'new', firstRespondedAt: null })
  })
})

describe('a word of the requester', () => {
  test('starts the next clock, which the staff stop', async () => {
    await postAnswer(db, requester, {
      threadId: ticket.threadId,
      body: 'I forgot to say that it hums.',
      at: at('10:40'),
    })
    expect(await row()).toMatchObject({ customerWaitingSince: at('10:40'), nextResponseDueAt: at('11:25') })
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'Thank you.', at: at('10:50') })
    expect(await row()).toMatchObject({ customerWaitingSince: null, nextResponseDueAt: null })
  })

  test('wakes a pending ticket and ends its pause', async () => {
    await move('pending', '10:10')
    const { questionId } = await question()
    await postComment(db, requester, { postId: questionId, body: 'It is a model B.', at: at('10:30') })
    expect(await row()).toMatchObject({ state: 'open', pausedMinutes: 20, solutionDueAt: at('12:20') })
  })

  test('leaves a ticket on hold', async () => {
    await move('on_hold', '10:10')
    await replyPrivately(db, requester, { threadId: ticket.threadId, body: 'Any news?', at: at('10:30') })
    expect(await row()).toMatchObject({ state: 'on_hold', customerWaitingSince: at('10:30') })
  })
})

describe('breaches', () => {
  test('are marked once, each by its own clock', async () => {
    expect(await markBreaches(db, { now: at('10:30') })).toEqual({ done: 0, failed: 0 })
    expect(await markBreaches(db, { now: at('10:31') })).toEqual({ done: 1, failed: 0 })
    expect(await markBreaches(db, { now: at('10:32') })).toEqual({ done: 0, failed: 0 })
    expect(await row()).toMatchObject({ firstResponseBreachedAt: at('10:31'), solutionBreachedAt: null })
    expect(await markBreaches(db, { now: at('12:01') })).toEqual({ done: 1, failed: 0 })
    expect(await row()).toMatchObject({ firstResponseBreachedAt: at('10:31'), solutionBreachedAt: at('12:01') })
  })

  test('are not for a ticket whose clocks stand still, nor for one that was answered', async () => {
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'Which serial number?', at: at('10:20') })
    expect(await markBreaches(db, { now: at('11:00') })).toEqual({ done: 0, failed: 0 })
    await move('pending', '11:10')
    expect(await markBreaches(db, { now: at('13:00') })).toEqual({ done: 0, failed: 0 })
  })

  test('eight workers mark each ticket once', async () => {
    for (let index = 0; index < 6; index++) await createTicket({ at: at('10:00') })
    const marked = await atOnce(8, () => markBreaches(db, { now: at('10:45') }))
    expect(marked.reduce((total, { done }) => total + done, 0)).toBe(7)
  })
})
