import { beforeEach, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { escalateOverdue } from '#moderation/escalation/escalate-overdue.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, settleAtOnce } from '#tests/support/database.ts'

const at = (time: string) => new Date(`2026-06-01T${time}:00Z`)
let system: Actor
let categoryId: number

beforeEach(async () => {
  system = await getSystemActor(db)
  categoryId = (await createCategory({ policyId: (await createPolicy()).id })).id
})

async function createDueThread() {
  const thread = await createThread({ categoryId, at: at('10:00') })
  await scheduleEscalation(db, thread.id)
  return thread
}

const tickets = () => db.selectFrom('tickets').selectAll().orderBy('id').execute()

test('a thread whose time has come becomes a ticket of its asker, with a notice and deadlines', async () => {
  const thread = await createDueThread()

  expect(await escalateOverdue(db, system, { now: at('10:59') })).toEqual({ done: 0, failed: 0 })
  expect(await escalateOverdue(db, system, { now: at('11:00') })).toEqual({ done: 1, failed: 0 })

  const [ticket] = await tickets()
  expect(ticket).toMatchObject({
    threadId: thread.id,
    requesterId: thread.authorId,
    cause: 'unanswered',
    state: 'new',
    escalatedBy: system.id,
    firstResponseDueAt: at('11:30'),
    nextResponseDueAt: null,
    solutionDueAt: at('13:00'),
  })
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'thread.escalated'])
  const notice = await db
    .selectFrom('events')
    .where('verb', '=', 'thread.escalated')
    .select(['after', 'ticketId'])
    .executeTakeFirstOrThrow()
  expect(notice).toEqual({
    ticketId: ticket?.id,
    after: { ticketId: ticket?.id, cause: 'unanswered', expectedAt: at('11:30').toISOString(), meToos: 0 },
  })
  const { escalationDueAt } = await db.selectFrom('threads').select('escalationDueAt').executeTakeFirstOrThrow()
  expect(escalationDueAt).toBeNull()
})

test('sweeping again changes nothing', async () => {
  await createDueThread()
  await escalateOverdue(db, system, { now: at('12:00') })
  await escalateOverdue(db, system, { now: at('12:01') })
  expect(await tickets()).toHaveLength(1)
})

test('a worker that slept for a month loses nothing', async () => {
  await createDueThread()
  expect(await escalateOverdue(db, system, { now: new Date('2026-07-01T00:00:00Z') })).toEqual({ done: 1, failed: 0 })
})

test('eight sweeps at once make one ticket for each thread', async () => {
  const threads = []
  for (let index = 0; index < 12; index++) threads.push(await createDueThread())

  const results = await atOnce(8, () => escalateOverdue(db, system, { now: at('12:00') }))

  expect(results.reduce((total, { done }) => total + done, 0)).toBe(12)
  expect((await tickets()).map((ticket) => ticket.threadId).sort((a, b) => a - b)).toEqual(threads.map(({ id }) => id))
})

test('what was planned before an answer is decided again', async () => {
  const thread = await createDueThread()
  await createAnswer({ threadId: thread.id, at: at('10:50') })

  expect(await escalateOverdue(db, system, { now: at('11:00') })).toEqual({ done: 0, failed: 0 })
  const { escalationDueAt } = await db.selectFrom('threads').select('escalationDueAt').executeTakeFirstOrThrow()
  expect(escalationDueAt).toEqual(at('13:00'))
})

test('answers, hands and sweeps at one moment neither deadlock nor make a second ticket', async () => {
  const threads = [await createDueThread(), await createDueThread(), await createDueThread()]
  const moderator = await createUser({ roles: ['moderator'] })
  const answerer = await createUser()

  const outcomes = await settleAtOnce(8, async (index) => {
    const thread = threads[index % 3]!
    if (index % 4 === 0) return escalateOverdue(db, system, { now: at('12:00') })
    if (index % 4 === 1) return escalateThread(db, moderator, { threadId: thread.id, reason: 'Beyond us.' })
    if (index % 4 === 2) return postAnswer(db, answerer, { threadId: thread.id, body: 'Turn it off and on again.' })
    return scheduleEscalation(db, thread.id)
  })

  const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason.code)
  expect(refusals.every((code) => code === 'thread.escalated')).toBe(true)
  const perThread = Map.groupBy(await tickets(), (ticket) => ticket.threadId)
  for (const all of perThread.values()) expect(all).toHaveLength(1)
})

test('one thread that cannot be escalated does not keep the others waiting', async () => {
  const broken = await createDueThread()
  await createDueThread()
  await db.updateTable('calendars').set({ slots: '[]' }).execute()
  const sound = await createCategory({ policyId: (await createPolicy()).id })
  await db.updateTable('threads').set({ categoryId: sound.id }).where('id', '<>', broken.id).execute()

  expect(await escalateOverdue(db, system, { now: at('12:00') })).toEqual({ done: 1, failed: 1 })
  expect(await tickets()).toHaveLength(1)
})
