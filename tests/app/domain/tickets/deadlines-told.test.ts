import { expect, test } from 'vitest'
import { markBreaches, warnOfDeadlines } from '#app/domain/tickets/mark-breaches.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { sweep } from '#moderation/escalation/sweep.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { remindOfReviews } from '#moderation/review/remind-of-reviews.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const NINE = new Date('2026-06-01T09:00:00Z')
const after = (minutes: number) => new Date(NINE.getTime() + minutes * 60_000)

/** First response after three hours, solution after ten. */
async function createCase() {
  const policy = await createPolicy({ firstResponseMinutes: 180, solutionMinutes: 600 })
  const category = await createCategory({ policyId: policy.id })
  const thread = await createThread({ categoryId: category.id, at: NINE })
  return createTicket({ threadId: thread.id, at: NINE })
}
const told = async () =>
  (
    await db
      .selectFrom('events')
      .where('verb', 'in', ['ticket.due_soon', 'ticket.breached'])
      .orderBy('id')
      .select(['verb', 'after'])
      .execute()
  ).map(({ verb, after: facts }) => `${verb} ${(facts as { clock: string }).clock}`)

test('staff are warned of each deadline once, an hour before, and told once when it has passed', async () => {
  await createCase()
  for (const minutes of [0, 119, 121, 121, 179, 181, 181, 539, 541, 601, 601]) {
    await warnOfDeadlines(db, { now: after(minutes) })
    await markBreaches(db, { now: after(minutes) })
  }
  expect(await told()).toEqual([
    'ticket.due_soon first',
    'ticket.breached first',
    'ticket.due_soon solution',
    'ticket.breached solution',
  ])
})

test('a clock of less than an hour gives no warning, and a ticket that waits for its requester neither', async () => {
  const short = await createTicket({ at: NINE })
  await warnOfDeadlines(db, { now: after(10) })
  expect(await told()).toEqual([])
  const long = await createCase()
  await db
    .updateTable('tickets')
    .set({ state: 'pending', pausedSince: NINE })
    .where('id', 'in', [short.id, long.id])
    .execute()
  await warnOfDeadlines(db, { now: after(150) })
  expect(await told()).toEqual([])
})

test('many workers at one moment tell once', async () => {
  await createCase()
  await atOnce(6, () => warnOfDeadlines(db, { now: after(150) }))
  await atOnce(6, () => markBreaches(db, { now: after(190) }))
  expect(await told()).toEqual(['ticket.due_soon first', 'ticket.breached first'])
})

test('the sweep does both', async () => {
  await createCase()
  const system = await getSystemActor(db)
  await sweep(db, system, { now: after(150) })
  await sweep(db, system, { now: after(190) })
  expect(await told()).toEqual(['ticket.due_soon first', 'ticket.breached first'])
})

test('a review that nobody has taken for a day is told once more, one that somebody looks at is not', async () => {
  const flagger = await createUser({ reputation: 50 })
  const moderator = await createUser({ roles: ['moderator'] })
  const system = await getSystemActor(db)
  const reviews = []
  for (let index = 0; index < 2; index++) {
    const { questionId } = await createThread()
    reviews.push(await raiseFlag(db, flagger, { postId: questionId ?? 0, reason: 'spam', note: '' }))
  }
  await claimReview(db, moderator, { reviewId: reviews[0]?.reviewId ?? 0 })
  const now = Date.now()
  expect(await remindOfReviews(db, system, { now: new Date(now + 23 * 3_600_000) })).toBe(0)
  expect(await remindOfReviews(db, system, { now: new Date(now + 25 * 3_600_000) })).toBe(1)
  expect(await remindOfReviews(db, system, { now: new Date(now + 49 * 3_600_000) })).toBe(0)
  const event = await db.selectFrom('events').where('verb', '=', 'review.waited').select('reviewId').execute()
  expect(event).toEqual([{ reviewId: reviews[1]?.reviewId }])
})
