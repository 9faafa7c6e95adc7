import { expect, test } from 'vitest'
import { addMeToo, removeMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { transferMeToos } from '#app/domain/me-toos/transfer-me-toos.ts'
import { verify } from '#app/verify/verify.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, withMediumFigures } from '#tests/support/database.ts'

withMediumFigures()

const browserKey = 'the-browser-of-a-visitor'
const drifted = async () => (await verify(db)).find(({ figure }) => figure === 'threads.me_too_count')?.drifted
const countOf = async ({ id }: { id: number }) =>
  (await db.selectFrom('threads').where('id', '=', id).select('meTooCount').executeTakeFirstOrThrow()).meTooCount
const weightOf = async ({ id }: { id: number }) =>
  (await db.selectFrom('meToos').where('threadId', '=', id).where('weighs', '=', true).select('id').execute()).length

test('once a person, members and visitors; only who has the points for it weighs', async () => {
  const thread = await createThread()
  const [novice, member] = [await createUser({ reputation: 14 }), await createUser({ reputation: 15 })]
  await atOnce(6, (index) =>
    addMeToo(db, [novice, member, null][index % 3] ?? null, { threadId: thread.id, browserKey }),
  )
  expect(await countOf(thread)).toBe(3)
  expect(await weightOf(thread)).toBe(1)

  await atOnce(2, () => removeMeToo(db, null, { threadId: thread.id, browserKey }))
  await removeMeToo(db, null, { threadId: thread.id, browserKey: 'another-browser-altogether' })
  expect(await countOf(thread)).toBe(2)
  await removeMeToo(db, novice, { threadId: thread.id, browserKey })
  expect(await countOf(thread)).toBe(1)
  expect(await drifted()).toBe(0)
  await db.updateTable('threads').set({ meTooCount: 7 }).where('id', '=', thread.id).execute()
  expect(await drifted()).toBe(1)
})

test('refusals', async () => {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const secret = await createThread({ audience: 'private' })
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
  await refused(addMeToo(db, asker, { threadId: thread.id, browserKey }), 'me_too.own')
  await refused(addMeToo(db, null, { threadId: secret.id, browserKey }), 'thread.not_found')
  await db.updateTable('threads').set({ questionState: 'hidden' }).where('id', '=', thread.id).execute()
  const moderator = await createUser({ roles: ['moderator'] })
  await refused(addMeToo(db, moderator, { threadId: thread.id, browserKey }), 'thread.not_visible')
})

test('whoever signs in brings along what they said as a visitor, each thread once', async () => {
  const member = await createUser({ reputation: 100 })
  const [said, saidTwice, own] = [
    await createThread(),
    await createThread(),
    await createThread({ authorId: member.id }),
  ]
  for (const { id } of [said, saidTwice, own]) await addMeToo(db, null, { threadId: id, browserKey })
  await addMeToo(db, member, { threadId: saidTwice.id, browserKey })
  expect(await countOf(saidTwice)).toBe(2)

  expect(await atOnce(3, () => transferMeToos(db, member, { browserKey }))).toContainEqual({ adopted: 1 })
  expect([await countOf(said), await countOf(saidTwice), await countOf(own)]).toEqual([1, 1, 0])
  expect(await weightOf(said)).toBe(1)
  expect(await db.selectFrom('meToos').where('browserKey', 'is not', null).select('id').execute()).toEqual([])
  expect(await drifted()).toBe(0)
})
