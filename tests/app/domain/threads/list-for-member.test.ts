import { expect, test } from 'vitest'
import { addMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { listOwnOpen, listOwnTags, listWaitingFor } from '#app/domain/threads/list-for-member.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, withMediumFigures } from '#tests/support/database.ts'

const idsOf = (rows: Array<{ id: number }>) => rows.map((row) => row.id)

withMediumFigures()

test('the tags of a person are those they follow, are an expert of, or answered in lately, in this order', async () => {
  const [followed, expert, answered] = [await createTag(), await createTag(), await createTag()]
  const person = await createUser({ expertOf: [expert.id] })
  await db.insertInto('follows').values({ userId: person.id, tagId: followed.id }).execute()
  const thread = await createThread({ tags: [answered.name] })
  await createAnswer({ threadId: thread.id, authorId: person.id })
  await createAnswer({ threadId: thread.id })
  expect(idsOf(await listOwnTags(db, person))).toEqual([followed.id, expert.id, answered.id])

  await db.updateTable('follows').set({ endedAt: new Date() }).execute()
  await db
    .updateTable('grants')
    .set({ expiresAt: new Date(0) })
    .execute()
  await db
    .updateTable('posts')
    .set({ createdAt: new Date('2020-01-01') })
    .where('kind', '=', 'answer')
    .execute()
  expect(await listOwnTags(db, person)).toEqual([])
})

test('what waits in tags is neither theirs, nor answered by them, nor closed or withheld; the unanswered come first', async () => {
  const person = await createUser()
  const moderator = await createUser({ roles: ['moderator'] })
  const tag = await createTag()
  const inTag = { tags: [tag.name] }
  const asked = await createThread(inTag)
  const older = await createThread({ ...inTag, at: new Date(Date.now() - 86_400_000) })
  await createThread()
  await createThread({ ...inTag, authorId: person.id })
  const theirs = await createThread(inTag)
  await createAnswer({ threadId: theirs.id, authorId: person.id, solves: false })
  const closed = await createThread(inTag)
  await closeThread(db, moderator, { threadId: closed.id, reason: 'off_topic', note: '' })
  await createThread({ ...inTag, audience: 'private' })

  expect(idsOf(await listWaitingFor(db, person, [tag.id]))).toEqual([asked.id, older.id])
  expect(await listWaitingFor(db, person, [])).toHaveLength(3)
})

test('of what waits, that comes first which more people have whose word weighs', async () => {
  const [person, newest, many, some] = [
    await createUser(),
    await createThread(),
    await createThread(),
    await createThread(),
  ]
  const older = (id: number, hours: number) =>
    db
      .updateTable('threads')
      .set({ createdAt: new Date(Date.now() - hours * 3_600_000) })
      .where('id', '=', id)
      .execute()
  await older(some.id, 2)
  await older(many.id, 5)
  for (const { id } of [many, some, many]) {
    await addMeToo(db, await createUser({ reputation: 15 }), { threadId: id, browserKey: '' })
  }
  // Visitors and newcomers are counted, and move nothing.
  for (const browserKey of ['a', 'b', 'c']) await addMeToo(db, null, { threadId: some.id, browserKey })
  await addMeToo(db, await createUser({ reputation: 1 }), { threadId: some.id, browserKey: '' })
  expect(idsOf(await listWaitingFor(db, person, []))).toEqual([many.id, some.id, newest.id])
})

test('of one’s own open questions, those that wait for one’s word come first', async () => {
  const person = await createUser()
  const waiting = await createThread({ authorId: person.id })
  const answered = await createThread({ authorId: person.id, at: new Date(Date.now() - 86_400_000) })
  await createAnswer({ threadId: answered.id, at: new Date(Date.now() - 80_000_000) })
  await createThread()
  expect(idsOf(await listOwnOpen(db, person))).toEqual([answered.id, waiting.id])
})
