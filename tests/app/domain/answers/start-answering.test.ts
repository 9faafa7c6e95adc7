import { expect, test } from 'vitest'
import { startAnswering, stopAnswering } from '#app/domain/answers/start-answering.ts'
import { findThreadForReader } from '#app/domain/threads/reader-state.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const NOON = new Date('2026-06-01T12:00:00Z')
const after = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)

test('others see for ten minutes who is answering, longer when it is said again, not after the answer', async () => {
  const thread = await createThread()
  const [lea, reader] = [await createUser({ name: 'Léa' }), await createUser()]
  const shown = async (now: Date, viewer: Viewer = reader) =>
    (await findThreadForReader(db, viewer, { threadId: thread.id, browserKey: undefined, now })).answering.map(
      ({ name }) => name,
    )

  await startAnswering(db, lea, { threadId: thread.id, at: NOON })
  expect(await shown(after(9.9))).toEqual(['Léa'])
  expect(await shown(after(10))).toEqual([])
  expect(await shown(after(1), lea)).toEqual([])
  expect(await shown(after(1), null)).toEqual(['Léa'])
  expect(await shown(after(10), null)).toEqual([])

  await startAnswering(db, lea, { threadId: thread.id, at: after(9) })
  expect(await shown(after(18))).toEqual(['Léa'])
  await createAnswer({ threadId: thread.id, authorId: lea.id })
  expect(await shown(after(18))).toEqual([])

  await startAnswering(db, lea, { threadId: thread.id, at: NOON })
  await stopAnswering(db, lea, { threadId: thread.id })
  expect(await shown(after(1))).toEqual([])
})

test('who is away, with a phone that sleeps or in another tab, is gone after a minute, unless they come back', async () => {
  const thread = await createThread()
  const [lea, reader] = [await createUser(), await createUser()]
  const until = async () =>
    (await findThreadForReader(db, reader, { threadId: thread.id, browserKey: undefined, now: NOON })).answering.map(
      (writer) => new Date(writer.until),
    )
  const away = (minutes: number) => stopAnswering(db, lea, { threadId: thread.id, away: true, at: after(minutes) })

  await away(0)
  expect(await until()).toEqual([])
  await startAnswering(db, lea, { threadId: thread.id, at: NOON })
  await away(2)
  expect(await until()).toEqual([after(3)])
  await away(5)
  expect(await until()).toEqual([after(3)])
  await startAnswering(db, lea, { threadId: thread.id, at: after(2.5) })
  expect(await until()).toEqual([after(12.5)])
})

test('what was left behind elsewhere is cleared; who may not answer does not say so', async () => {
  const [first, second] = [await createThread(), await createThread()]
  const member = await createUser()
  await startAnswering(db, member, { threadId: first.id, at: NOON })
  await startAnswering(db, member, { threadId: second.id, at: after(11) })
  expect(await db.selectFrom('answerings').select('threadId').execute()).toEqual([{ threadId: second.id }])

  const suspended = await createUser({ suspendedUntil: new Date('2999-01-01') })
  await expect(startAnswering(db, suspended, { threadId: first.id })).rejects.toMatchObject({
    code: 'account.suspended',
  })
  await db.updateTable('threads').set({ closedAt: NOON, closeReason: 'other' }).where('id', '=', first.id).execute()
  await expect(startAnswering(db, member, { threadId: first.id })).rejects.toMatchObject({ code: 'thread.closed' })
})
