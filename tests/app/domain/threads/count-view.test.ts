import { expect, test } from 'vitest'
import { countView } from '#app/domain/threads/count-view.ts'
import { action } from '#app/pages/question/views.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

const views = async (threadId: number) =>
  (await db.selectFrom('threads').where('id', '=', threadId).select('viewCount').executeTakeFirstOrThrow()).viewCount

test('a reader counts once a day, by the day of UTC', async () => {
  const { id: threadId } = await createThread()
  for (const at of ['2026-03-01T00:00:00Z', '2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z']) {
    await countView(db, null, { threadId, viewerKey: 'a', at: new Date(at) })
  }
  expect(await views(threadId)).toBe(2)
  await countView(db, await createUser(), { threadId, viewerKey: 'b' })
  expect(await views(threadId)).toBe(3)
  await expectNoDrift()
})

test('sixteen reloads of four readers at one moment are four views', async () => {
  const { id: threadId } = await createThread()
  await atOnce(16, (index) => countView(db, null, { threadId, viewerKey: `reader-${index % 4}` }))
  expect(await views(threadId)).toBe(4)
  await expectNoDrift()
})

test('a thread that is not there, or not for this reader, counts nothing and says nothing', async () => {
  const { id: threadId } = await createThread({ audience: 'private' })
  await countView(db, null, { threadId, viewerKey: 'a' })
  await countView(db, null, { threadId: 999_999, viewerKey: 'a' })
  expect(await views(threadId)).toBe(0)
})

test('whoever drops the cookie counts a few times a day and thread, from one address or network', async () => {
  const [{ id: threadId }, { id: otherId }] = [await createThread(), await createThread()]
  const open = (id: number, ip: string, browserKey: string, viewer: Parameters<typeof contextOf>[0] = null) =>
    action({
      request: new Request('http://localhost/', { method: 'POST' }),
      params: { threadId: String(id) },
      context: { ...contextOf(viewer, { browserKey }), ip },
    })
  for (let index = 0; index < 15; index++) await open(threadId, `2001:db8:1:2::${index + 1}`, `dropped-${index}`)
  expect(await views(threadId)).toBe(10)
  // The same reader again takes nothing from the others, and other places, threads and members are not held back.
  for (let index = 0; index < 12; index++) await open(otherId, '203.0.113.1', 'the-same')
  await open(otherId, '203.0.113.1', 'a-colleague')
  await open(otherId, '2001:db8:1:2::1', 'dropped-1')
  await open(threadId, '2001:db8:1:2::1', 'dropped-99', await createUser())
  expect([await views(threadId), await views(otherId)]).toEqual([11, 3])
  await expectNoDrift()
})
