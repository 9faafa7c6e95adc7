import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { remindToAccept } from '#app/domain/answers/remind-to-accept.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const DAY = 86_400_000
const start = new Date('2026-03-01T10:00:00Z')
const since = (days: number) => new Date(start.getTime() + days * DAY)
const remind = async (days: number) => remindToAccept(db, await getSystemActor(db), { now: since(days) })
const reminders = async () =>
  (await db.selectFrom('events').where('verb', '=', 'answer.accept_reminded').selectAll().orderBy('id').execute()).map(
    (event) => [event.postId, event.userId, event.after?.day],
  )

async function answered() {
  const thread = await createThread({ at: start })
  const answer = await createAnswer({ threadId: thread.id, at: start })
  await castVote(db, await createUser({ reputation: 100 }), { postId: answer.id, value: 1, at: start })
  return { thread, answer }
}

test('the asker is reminded on the third, seventh and thirtieth day, once each', async () => {
  const { thread, answer } = await answered()
  for (const days of [2.9, 3, 3.5, 6.9, 7, 20, 30, 31, 100]) await remind(days)
  expect(await reminders()).toEqual([3, 7, 30].map((day) => [answer.id, thread.authorId, day]))
})

test('what was missed is not made up, and many workers remind once', async () => {
  const { thread, answer } = await answered()
  await atOnce(4, () => remind(40))
  expect(await reminders()).toEqual([[answer.id, thread.authorId, 30]])
})

test('nobody is reminded of an answer that nobody found good, of their own, or once one is accepted', async () => {
  const unvoted = await createThread({ at: start })
  await createAnswer({ threadId: unvoted.id, at: start })
  const own = await createThread({ at: start })
  const byAsker = await createAnswer({ threadId: own.id, authorId: own.authorId!, at: start })
  await castVote(db, await createUser({ reputation: 100 }), { postId: byAsker.id, value: 1, at: start })
  const { thread, answer } = await answered()
  await acceptAnswer(db, await getActor(db, thread.authorId!), { answerId: answer.id })
  expect(await remind(10)).toEqual({ done: 0, failed: 0 })
})

test('nor of a question that is too old, and the days are those of the settings', async () => {
  await answered()
  expect(await remind(181)).toEqual({ done: 0, failed: 0 })
  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, {
    name: 'solving',
    value: {
      ...settings.solving.parse({}),
      firstReminderDays: 1,
      remindedQuestionDays: 400,
    },
  })
  expect(await remind(1)).toEqual({ done: 1, failed: 0 })
  expect(await remind(181)).toEqual({ done: 1, failed: 0 })
})
