import { expect, test } from 'vitest'
import { follow, unfollow } from '#app/domain/follows/follow.ts'
import {
  isFollowing,
  listFollowedIds,
  listFollowedTags,
  listFollowedThreads,
  listFollowedUsers,
} from '#app/domain/follows/queries.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

test('follows each kind of thing once, ends and starts again', async () => {
  const member = await createUser()
  const subjects = [
    ['threads', (await createThread()).id],
    ['tags', (await createTag()).id],
    ['categories', (await createCategory()).id],
    ['users', (await createUser()).id],
  ] as const
  for (const [subject, id] of subjects) {
    expect(await isFollowing(db, member, subject, id)).toBe(false)
    await atOnce(4, () => follow(db, member, { subject, id }))
    expect(await isFollowing(db, member, subject, id)).toBe(true)
    expect(await listFollowedIds(db, member, subject)).toEqual([id])
    await unfollow(db, member, { subject, id })
    await unfollow(db, member, { subject, id })
    expect(await isFollowing(db, member, subject, id)).toBe(false)
    await follow(db, member, { subject, id })
  }
  expect(await db.selectFrom('follows').where('userId', '=', member.id).select('id').execute()).toHaveLength(4)
  expect(await isFollowing(db, null, 'threads', subjects[0][1])).toBe(false)
  // What somebody follows is nobody else's affair, moderators with the audit log included.
  expect(await db.selectFrom('events').where('actorId', '=', member.id).select('verb').execute()).toEqual([])
})

test('whoever asks or answers follows by it, but not again after having unfollowed', async () => {
  const thread = await createThread()
  const helper = await createUser()
  await createAnswer({ threadId: thread.id, authorId: helper.id })
  const followers = () =>
    db.selectFrom('follows').where('threadId', '=', thread.id).where('endedAt', 'is', null).select('userId').execute()
  expect(await followers()).toEqual([{ userId: thread.authorId }, { userId: helper.id }])

  await unfollow(db, helper, { subject: 'threads', id: thread.id })
  await createAnswer({ threadId: thread.id, authorId: helper.id })
  expect(await followers()).toEqual([{ userId: thread.authorId }])
})

test('refusals', async () => {
  const member = await createUser()
  const secret = await createThread({ audience: 'private' })
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
  await refused(follow(db, member, { subject: 'threads', id: secret.id }), 'thread.not_found')
  await refused(follow(db, member, { subject: 'tags', id: 999_999 }), 'tag.not_found')
  await refused(follow(db, member, { subject: 'categories', id: 999_999 }), 'category.not_found')
  await refused(follow(db, member, { subject: 'users', id: 999_999 }), 'user.not_found')
  await refused(follow(db, member, { subject: 'users', id: member.id }), 'follow.self')
})

test('lists what is followed, last first, without what was hidden since', async () => {
  const member = await createUser()
  const [shown, hidden] = [await createThread(), await createThread()]
  for (const { id } of [shown, hidden]) await follow(db, member, { subject: 'threads', id })
  await db.updateTable('threads').set({ questionState: 'hidden' }).where('id', '=', hidden.id).execute()
  expect((await listFollowedThreads(db, member)).items.map(({ id }) => id)).toEqual([shown.id])

  for (let number = 0; number < 31; number++) await follow(db, member, { subject: 'tags', id: (await createTag()).id })
  const first = await listFollowedTags(db, member)
  expect(first.items).toHaveLength(30)
  expect((await listFollowedTags(db, member, { before: first.next ?? 0 })).items).toHaveLength(1)

  const friend = await createUser()
  await follow(db, member, { subject: 'users', id: friend.id })
  await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', friend.id).execute()
  expect((await listFollowedUsers(db, member)).items).toEqual([])
})
