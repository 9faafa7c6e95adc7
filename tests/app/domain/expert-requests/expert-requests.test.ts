import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { askExperts, askFirstExperts, askOtherExperts } from '#app/domain/expert-requests/ask-experts.ts'
import { endRequests } from '#app/domain/expert-requests/end-requests.ts'
import { expertOrder } from '#app/domain/expert-requests/expert-order.ts'
import { byLoad } from '#app/domain/expert-requests/offer-thread.ts'
import { acceptRequest, passRequest } from '#app/domain/expert-requests/reply-to-request.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'

const NOW = new Date()
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000)

async function createExperts(count: number): Promise<Actor[]> {
  const tag = await createTag({ name: 'mqtt' })
  const experts: Actor[] = []
  for (let number = 0; number < count; number++) experts.push(await createUser({ expertOf: [tag.id], reputation: 50 }))
  return experts
}
const askThread = (authorId?: number) => createThread({ tags: ['mqtt'], at: NOW, ...(authorId ? { authorId } : {}) })
const system = () => getSystemActor(db)
const first = async (threadId: number, now = NOW) => askFirstExperts(db, await system(), { threadId, at: now })
const rest = async (now: Date) => askOtherExperts(db, await system(), { now })
const requestsOf = (threadId: number) =>
  db.selectFrom('expertRequests').where('threadId', '=', threadId).selectAll().orderBy('id').execute()
const requestOf = async (threadId: number, { id }: { id: number }) =>
  (await requestsOf(threadId)).find(({ userId }) => userId === id)!
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

test.each([
  ['nothing', { waiting: 0, passed: 0, silent: 0 }, 0],
  ['a question that waits', { waiting: 1, passed: 0, silent: 0 }, -2],
  ['a pass', { waiting: 0, passed: 1, silent: 0 }, -1],
  ['silence, which costs more', { waiting: 0, passed: 0, silent: 1 }, -2],
])('%s', (_, load, score) => {
  expect(expertOrder(load)).toBe(score)
})

test('the least loaded come first, then who was here last', () => {
  const one = { userId: 1, askedToday: 0, waiting: 0, passed: 0, silent: 0, lastSeenAt: hours(-5) }
  const busy = { ...one, userId: 2, waiting: 1, lastSeenAt: NOW }
  const fresh = { ...one, userId: 3, lastSeenAt: hours(-1) }
  expect([busy, one, fresh].sort(byLoad).map(({ userId }) => userId)).toEqual([3, 1, 2])
})

test('a new question is offered to the first three experts of its tags, once', async () => {
  const experts = await createExperts(5)
  await createUser({ expertOf: [(await createTag({ name: 'other' })).id] })
  const thread = await askThread()
  expect(await pendingJobs()).toContainEqual({ name: 'experts.ask', payload: { threadId: thread.id } })

  await atOnce(4, () => first(thread.id))
  const requests = await requestsOf(thread.id)
  expect(requests).toHaveLength(3)
  expect(
    requests.every(
      ({ userId, wave, state }) => experts.some(({ id }) => id === userId) && wave === 1 && state === 'open',
    ),
  ).toBe(true)
  const events = await db
    .selectFrom('events')
    .where('verb', '=', 'expert.requested')
    .select(['threadId', 'userId'])
    .execute()
  expect(events).toHaveLength(3)
})

test('never the asker, nor who is suspended, away, gone, no expert any more, or has answered', async () => {
  const [asker, suspended, away, gone, former, helper] = await createExperts(6)
  const set = (user: Actor, values: object) => db.updateTable('users').set(values).where('id', '=', user.id).execute()
  await set(suspended!, { suspendedUntil: hours(24) })
  await set(away!, { createdAt: hours(-24 * 40), lastSeenAt: hours(-24 * 31) })
  await set(gone!, { deletedAt: NOW })
  await db.updateTable('grants').set({ revokedAt: NOW }).where('userId', '=', former!.id).execute()
  const thread = await askThread(asker!.id)
  await createAnswer({ threadId: thread.id, authorId: helper!.id })
  await db.updateTable('posts').set({ authorId: asker!.id }).where('kind', '=', 'answer').execute()
  expect(await first(thread.id)).toBe(1)
  expect(await requestsOf(thread.id)).toMatchObject([{ userId: helper!.id }])
})

test.each<[string, object]>([
  ['held back', { questionState: 'pending' }],
  ['private', { audience: 'private' }],
  ['closed', { closedAt: NOW, closeReason: 'other' }],
  ['old', { createdAt: hours(-24 * 8) }],
])('a question that is %s is offered to nobody', async (_, values) => {
  await createExperts(1)
  const thread = await askThread()
  await db.updateTable('threads').set(values).where('id', '=', thread.id).execute()
  expect(await first(thread.id)).toBe(0)
})

test('nobody is asked more than three times a day, or as often as the setting says', async () => {
  const [expert] = await createExperts(1)
  const asked = () => db.selectFrom('expertRequests').where('userId', '=', expert!.id).select('id').execute()
  const threads = await Promise.all(Array.from({ length: 6 }, () => askThread()))
  await atOnce(6, (index) => first(threads[index]!.id))
  expect(await asked()).toHaveLength(3)

  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, { name: 'experts', value: { ...settings.experts.parse({}), askedADay: 4 } })
  for (const { id } of threads) await first(id)
  expect(await asked()).toHaveLength(4)
  await first((await askThread()).id, hours(25))
  expect(await asked()).toHaveLength(5)
})

test('the rest are asked after half of the time until staff take over, once, however many sweeps there are', async () => {
  await createExperts(5)
  const thread = await askThread()
  await first(thread.id)
  await db
    .updateTable('threads')
    .set({ escalationDueAt: hours(20) })
    .where('id', '=', thread.id)
    .execute()
  expect(await rest(hours(9.9))).toEqual({ done: 0, failed: 0 })
  await atOnce(3, () => rest(hours(10)))
  const requests = await requestsOf(thread.id)
  expect(requests.map(({ wave }) => wave)).toEqual([1, 1, 1, 2, 2])
})

test('without a clock after twelve hours; at once when all who were asked have passed; not when somebody answered', async () => {
  const experts = await createExperts(4)
  const [slow, passed, answered] = [await askThread(), await askThread(), await askThread()]
  for (const { id } of [slow, passed, answered]) await first(id)
  for (const request of await requestsOf(passed.id)) {
    const expert = experts.find(({ id }) => id === request.userId)!
    await passRequest(db, await getActor(db, expert.id), { requestId: request.id, at: NOW })
  }
  expect(await rest(hours(1))).toEqual({ done: 1, failed: 0 })
  expect((await requestsOf(passed.id)).at(-1)).toMatchObject({ wave: 2 })
  await createAnswer({ threadId: answered.id })
  expect(await rest(hours(12))).toEqual({ done: 1, failed: 0 })
  expect((await requestsOf(slow.id)).at(-1)).toMatchObject({ wave: 2 })
})

test('nobody more is asked about a question that is solved at that moment', async () => {
  await createExperts(4)
  const thread = await askThread()
  const asker = await getActor(db, thread.authorId!)
  await first(thread.id)
  let asking: Promise<unknown> | undefined
  await inTransaction(db, async (trx) => {
    await solveThread(trx, asker, { threadId: thread.id, reason: 'It was the cable.' })
    asking = rest(hours(12))
    const waiting = sql<{ waiting: number }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await waiting.execute(db)).rows).toEqual([{ waiting: 1 }])
  })
  expect(await asking).toEqual({ done: 0, failed: 0 })
  expect(await requestsOf(thread.id)).toHaveLength(3)
})

test('accepting is for one: the others see who has it, and passing gives it back', async () => {
  const experts = await createExperts(3)
  const thread = await askThread()
  await first(thread.id)
  const requests = await requestsOf(thread.id)
  const replies = await settleAtOnce(3, (index) => {
    const request = requests[index]!
    const expert = experts.find(({ id }) => id === request.userId)!
    return acceptRequest(db, expert, { requestId: request.id, at: NOW })
  })
  expect(replies.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const taken = (await requestsOf(thread.id)).filter(({ state }) => state === 'accepted')
  expect(taken).toHaveLength(1)
  const taker = experts.find(({ id }) => id === taken[0]!.userId)!
  await acceptRequest(db, taker, { requestId: taken[0]!.id })
  const took = await db.selectFrom('events').where('verb', '=', 'expert.request_accepted').select('id').execute()
  expect(took).toHaveLength(1)

  const other = experts.find(({ id }) => id !== taker.id)!
  const { id: requestId } = await requestOf(thread.id, other)
  await refused(acceptRequest(db, other, { requestId }), 'request.taken')
  await refused(acceptRequest(db, other, { requestId: taken[0]!.id }), 'request.not_found')
  await passRequest(db, taker, { requestId: taken[0]!.id })
  await passRequest(db, taker, { requestId: taken[0]!.id })
  await acceptRequest(db, other, { requestId })
  expect((await requestOf(thread.id, other)).state).toBe('accepted')
})

test('an answer is a reply; what is solved by others is settled, what nobody replies to is silence', async () => {
  const [helper, quiet, late] = await createExperts(3)
  const thread = await askThread()
  await first(thread.id)
  await acceptRequest(db, late!, { requestId: (await requestOf(thread.id, late!)).id, at: NOW })
  expect(await endRequests(db, { now: hours(23.9) })).toMatchObject({ cancelled: 0, expired: 0 })
  expect(await endRequests(db, { now: hours(24) })).toMatchObject({ cancelled: 0, expired: 1 })
  expect((await requestOf(thread.id, late!)).state).toBe('expired')
  expect(await endRequests(db, { now: hours(47.9) })).toMatchObject({ cancelled: 0, expired: 0 })
  await db
    .updateTable('expertRequests')
    .set({ askedAt: hours(-1) })
    .where('userId', '=', quiet!.id)
    .execute()
  expect(await endRequests(db, { now: hours(47.9) })).toMatchObject({ cancelled: 0, expired: 1 })

  await createAnswer({ threadId: thread.id, authorId: helper!.id })
  expect((await requestOf(thread.id, helper!)).state).toBe('answered')

  const solved = await askThread()
  await first(solved.id)
  await solveThread(db, await getActor(db, solved.authorId!), { threadId: solved.id, reason: 'It was the fuse' })
  expect(await endRequests(db, { now: NOW })).toMatchObject({ cancelled: 3 })
  await refused(acceptRequest(db, helper!, { requestId: (await requestOf(solved.id, helper!)).id }), 'request.over')
})

test('whoever lets questions lie is asked after the others', async () => {
  const [helper, silent] = await createExperts(2)
  await changeSetting(db, await createUser({ roles: ['admin'] }), {
    name: 'experts',
    value: {
      ...settings.experts.parse({}),
      firstAsked: 1,
    },
  })
  const thread = await askThread()
  await db
    .insertInto('expertRequests')
    .values({
      threadId: (await askThread()).id,
      userId: silent!.id,
      wave: 1,
      state: 'expired',
      askedAt: hours(-48),
      decidedAt: NOW,
    })
    .execute()
  await db
    .updateTable('users')
    .set({ lastSeenAt: hours(1) })
    .where('id', '=', silent!.id)
    .execute()
  await first(thread.id)
  expect(await requestsOf(thread.id)).toMatchObject([{ userId: helper!.id }])
})

test('by hand: moderators at any time, the asker after a day without an answer', async () => {
  await createExperts(5)
  const asker = await createUser()
  const thread = await askThread(asker.id)
  const moderator = await createUser({ roles: ['moderator'] })
  await refused(askExperts(db, await createUser(), { threadId: thread.id, at: hours(48) }), 'expert.ask')
  await refused(askExperts(db, asker, { threadId: thread.id, at: hours(23.9) }), 'expert.ask')
  expect(await askExperts(db, asker, { threadId: thread.id, at: hours(24) })).toBe(5)
  await refused(askExperts(db, moderator, { threadId: thread.id, at: hours(24) }), 'expert.nobody')
  await solveThread(db, asker, { threadId: thread.id, reason: 'It was the fuse' })
  await refused(askExperts(db, moderator, { threadId: thread.id }), 'thread.solved')
})
