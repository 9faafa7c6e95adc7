import { expect, test } from 'vitest'
import { countView } from '#app/domain/threads/count-view.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
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
