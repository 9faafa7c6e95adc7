import { expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { expectNoDrift } from '#tests/app/domain/reputation/no-drift.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'

async function createScene() {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const row = () => db.selectFrom('threads').where('id', '=', thread.id).selectAll().executeTakeFirstOrThrow()
  return { asker, thread, row }
}
const reason = 'A new cable did it.'

test('shows why, and can be taken back', async () => {
  const { asker, thread, row } = await createScene()
  await solveThread(db, asker, { threadId: thread.id, reason: `  ${reason}  ` })
  expect(await row()).toMatchObject({ state: 'solved', solvedReason: reason })
  expect(await pendingJobs()).toContainEqual({ name: 'tickets.sync', payload: { threadId: thread.id } })

  await unsolveThread(db, asker, { threadId: thread.id })
  await unsolveThread(db, asker, { threadId: thread.id })
  expect(await row()).toMatchObject({ state: 'needs_attention', solvedAt: null, solvedReason: null })
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'thread.solved', 'thread.reopened'])
  await expectNoDrift()
})

test('an answer accepted on top of it and taken back leaves it as it was', async () => {
  const { asker, thread, row } = await createScene()
  const answer = await createAnswer({ threadId: thread.id })
  await solveThread(db, asker, { threadId: thread.id, reason })
  await acceptAnswer(db, asker, { answerId: answer.id })
  await unacceptAnswer(db, asker, { answerId: answer.id })
  expect(await row()).toMatchObject({ state: 'solved', solvedReason: reason, acceptedAnswerId: null })
})

test('refusals', async () => {
  const { asker, thread } = await createScene()
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
  await refused(solveThread(db, await createUser(), { threadId: thread.id, reason }), 'thread.solve')
  await refused(unsolveThread(db, await createUser(), { threadId: thread.id }), 'thread.solve')
  await refused(solveThread(db, asker, { threadId: thread.id, reason: ' \n ' }), 'reason.missing')
  await refused(solveThread(db, asker, { threadId: thread.id, reason: '\u200b' }), 'reason.missing')
  await refused(solveThread(db, asker, { threadId: thread.id, reason: 'x'.repeat(501) }), 'reason.too_long')
  await refused(solveThread(db, asker, { threadId: 999_999, reason }), 'thread.not_found')

  await solveThread(db, asker, { threadId: thread.id, reason })
  await refused(solveThread(db, asker, { threadId: thread.id, reason }), 'thread.solved')
  await closeThread(db, await createUser({ roles: ['moderator'] }), {
    threadId: thread.id,
    reason: 'off_topic',
    note: '',
  })
  await refused(unsolveThread(db, asker, { threadId: thread.id }), 'thread.closed')
  await refused(solveThread(db, await getActor(db, asker.id), { threadId: thread.id, reason }), 'thread.closed')
})

test('many at once: one solves, one takes back', async () => {
  const { asker, thread } = await createScene()
  const outcomes = await settleAtOnce(8, () => solveThread(db, asker, { threadId: thread.id, reason }))
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  await atOnce(8, () => unsolveThread(db, asker, { threadId: thread.id }))
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'thread.solved', 'thread.reopened'])
})
