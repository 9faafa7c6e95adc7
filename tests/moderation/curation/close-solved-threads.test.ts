import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { closeSolvedThreads } from '#moderation/curation/close-solved-threads.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const DAY = 86_400_000
const start = new Date(Date.now() - 20 * DAY)
const since = (days: number) => new Date(start.getTime() + days * DAY)
const close = async (days: number) => closeSolvedThreads(db, await getSystemActor(db), { now: since(days) })
const row = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()

async function solved() {
  const thread = await createThread({ at: start })
  const answer = await createAnswer({ threadId: thread.id, at: start })
  const asker = await getActor(db, thread.authorId!)
  await acceptAnswer(db, asker, { answerId: answer.id, at: start })
  return { thread, answer, asker }
}

test('a solved thread closes 14 days after the last word, once, in the name of the forum', async () => {
  const { thread } = await solved()
  expect(await close(13.9)).toEqual({ done: 0, failed: 0 })
  const closed = await atOnce(3, () => close(14))
  expect(closed.reduce((sum, each) => sum + each.done, 0)).toBe(1)
  const system = await getSystemActor(db)
  expect(await row(thread.id)).toMatchObject({ closeReason: 'solved', closedBy: system.id, state: 'solved' })
  expect((await eventsOf(thread)).at(-1)).toBe('thread.closed')
  expect(await pendingJobs()).toContainEqual({ name: 'tickets.sync', payload: { threadId: thread.id } })
})

test('a word or a late acceptance keeps it open', async () => {
  const { answer } = await solved()
  await createComment({ postId: answer.id, at: since(5) })
  const late = await createThread({ at: start })
  const other = await createAnswer({ threadId: late.id, at: start })
  await acceptAnswer(db, await getActor(db, late.authorId!), { answerId: other.id, at: since(10) })
  expect(await close(18)).toEqual({ done: 0, failed: 0 })
  expect(await close(19)).toEqual({ done: 1, failed: 0 })
  expect(await close(24)).toEqual({ done: 1, failed: 0 })
})

test('one that nobody answered never closes, nor one that is not solved', async () => {
  const alone = await createThread({ at: start })
  await solveThread(db, await getActor(db, alone.authorId!), { threadId: alone.id, reason: 'It went away.' })
  const open = await createThread({ at: start })
  await createAnswer({ threadId: open.id, at: start })
  expect(await close(400)).toEqual({ done: 0, failed: 0 })
})

test('its asker reopens it for 14 days, and it does not close the night after', async () => {
  const { thread, asker } = await solved()
  await close(14)
  await expect(reopenThread(db, asker, { threadId: thread.id, at: since(28.1) })).rejects.toMatchObject({
    code: 'thread.reopen',
  })
  await reopenThread(db, asker, { threadId: thread.id, at: since(20) })
  expect(await row(thread.id)).toMatchObject({ closedAt: null, state: 'solved' })
  expect(await close(21)).toEqual({ done: 0, failed: 0 })
  expect(await close(35)).toEqual({ done: 1, failed: 0 })
})

test('the days are those of the settings', async () => {
  await solved()
  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, { name: 'solving', value: { ...settings.solving.parse({}), closeAfterDays: 2 } })
  expect(await close(2)).toEqual({ done: 1, failed: 0 })
})
