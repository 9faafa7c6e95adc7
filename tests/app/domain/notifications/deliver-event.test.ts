import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { follow, unfollow } from '#app/domain/follows/follow.ts'
import { addMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { changePreferences } from '#app/domain/notifications/change-preferences.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import { NOTIFICATION_RULES } from '#app/domain/notifications/notification-rules.ts'
import { countUnread, findNotification, listNotifications } from '#app/domain/notifications/queries.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

/** Runs the deliveries that wait, as the worker would; they stay in the queue, and running them again is harmless. */
async function deliverAll(): Promise<void> {
  for (const { name, payload } of await pendingJobs()) {
    if (name === 'notifications.deliver') await deliverEvent(db, payload as { eventId: number })
  }
}

/** Who was told of what, as "kind receiver". */
async function told(names: Record<string, { id: number }>): Promise<string[]> {
  await deliverAll()
  await deliverAll()
  const rows = await db.selectFrom('notifications').select(['userId', 'kind']).orderBy('id').execute()
  const nameOf = (id: number) => Object.entries(names).find(([, person]) => person.id === id)?.[0] ?? `user ${id}`
  return rows.map(({ userId, kind }) => `${kind} ${nameOf(userId)}`).sort()
}
const forget = () => db.deleteFrom('notifications').execute()

test('every kind of notification is told of something', () => {
  const kinds = new Set(Object.values(NOTIFICATION_RULES).flatMap((tellings) => tellings.map(({ kind }) => kind)))
  expect([...kinds].sort()).toEqual([...NOTIFICATION_KINDS].sort())
})

test('a new question is told to who follows its tag, category or asker, once, and to nobody else', async () => {
  const [asker, tagged, friend, everything, former, stranger] = await Promise.all(
    Array.from({ length: 6 }, () => createUser()),
  )
  const tag = await createTag({ name: 'general' })
  for (const person of [tagged!, everything!, asker!, former!])
    await follow(db, person, { subject: 'tags', id: tag.id })
  for (const person of [friend!, everything!]) await follow(db, person, { subject: 'users', id: asker!.id })
  await unfollow(db, former!, { subject: 'tags', id: tag.id })
  await createThread({ authorId: asker!.id })
  expect(
    await told({ asker: asker!, tagged: tagged!, friend: friend!, everything: everything!, stranger: stranger! }),
  ).toEqual(['new_question everything', 'new_question friend', 'new_question tagged'])
})

test('an answer is told to the asker and who follows the thread; a comment to whose post it is on', async () => {
  const [asker, helper, other] = [await createUser(), await createUser(), await createUser({ reputation: 50 })]
  const people = { asker, helper, other }
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id, authorId: helper.id })
  await createAnswer({ threadId: thread.id, authorId: other.id })
  expect(await told(people)).toEqual(['answer asker', 'answer asker', 'answer helper'])

  await forget()
  await db.deleteFrom('follows').execute()
  await postComment(db, other, { postId: answer.id, body: 'And does it hold in the rain as well?' })
  await postComment(db, asker, { postId: thread.questionId!, body: 'It still does not work, by the way.' })
  expect((await told(people)).filter((line) => line.startsWith('comment'))).toEqual(['comment helper'])
})

test('an asker without a row of following is told too, until they unfollow', async () => {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  await db.deleteFrom('follows').execute()
  await createAnswer({ threadId: thread.id })
  expect((await told({ asker })).filter((line) => line.endsWith('asker'))).toEqual(['answer asker'])
  await forget()
  await follow(db, asker, { subject: 'threads', id: thread.id })
  await unfollow(db, asker, { subject: 'threads', id: thread.id })
  expect((await told({ asker })).filter((line) => line.endsWith('asker'))).toEqual([])
})

test('mentions come before everything else about the same event, and once for a post', async () => {
  const [asker, named] = [await createUser(), await createUser()]
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await db
    .insertInto('mentions')
    .values([asker, named].map(({ id }) => ({ postId: answer.id, userId: id })))
    .execute()
  expect(await told({ asker, named })).toEqual(['mention asker', 'mention named'])
})

test('accepting tells the author of the answer and who has the same problem; so does solving without one', async () => {
  const [asker, helper, sufferer] = [await createUser(), await createUser(), await createUser()]
  const people = { asker, helper, sufferer }
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id, authorId: helper.id })
  await addMeToo(db, sufferer, { threadId: thread.id, browserKey: 'a-browser' })
  await told(people)
  await forget()
  await acceptAnswer(db, asker, { answerId: answer.id })
  expect((await told(people)).filter((line) => !line.startsWith('answer '))).toEqual([
    'accepted helper',
    'me_too_solved sufferer',
  ])

  const other = await createThread({ authorId: asker.id })
  await addMeToo(db, sufferer, { threadId: other.id, browserKey: 'a-browser' })
  const moderator = await createUser({ roles: ['moderator'] })
  await requestInfo(db, moderator, { threadId: other.id, details: 'Which version?' })
  await forget()
  await solveThread(db, asker, { threadId: other.id, reason: 'It was the fuse' })
  const news = await told(people)
  expect(news).toContain('me_too_solved sufferer')
  expect(news).toContain('info_requested asker')
})

test('what came of a flag is told to who raised it and to the author, without showing what is hidden', async () => {
  const [flagger, author, moderator] = [
    await createUser({ reputation: 50 }),
    await createUser(),
    await createUser({ roles: ['moderator'] }),
  ]
  const people = { flagger, author, moderator }
  const thread = await createThread({ authorId: author.id })
  const { reviewId } = await raiseFlag(db, flagger, { postId: thread.questionId!, reason: 'spam', note: '' })
  expect(await told(people)).toContain('review_requested moderator')
  await decideReview(db, moderator, { reviewId, version: 1, decision: 'hide', note: '' })
  const lines = await told(people)
  expect(lines).toContain('flag_outcome flagger')
  expect(lines).toContain('post_reviewed author')

  const seen = await listNotifications(db, flagger)
  expect(seen.items.map(({ kind, title }) => [kind, title])).toEqual([['flag_outcome', null]])
})

test('whoever may not see the thread is told nothing, and what is hidden later disappears', async () => {
  const follower = await createUser()
  const moderator = await createUser({ roles: ['moderator'] })
  const secret = await createThread()
  await follow(db, follower, { subject: 'threads', id: secret.id })
  await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', secret.id).execute()
  await db.deleteFrom('follows').where('userId', '<>', follower.id).execute()
  const staff = await createUser({ roles: ['staff'] })
  await createAnswer({ threadId: secret.id, authorId: staff.id })
  expect((await told({ follower })).filter((line) => line.endsWith('follower'))).toEqual([])

  await forget()
  const thread = await createThread()
  for (const person of [follower, moderator]) await follow(db, person, { subject: 'threads', id: thread.id })
  const answer = await createAnswer({ threadId: thread.id })
  await deliverAll()
  expect(await countUnread(db, follower)).toBe(1)
  const [notification] = (await listNotifications(db, follower)).items
  await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
  expect(await countUnread(db, follower)).toBe(0)
  expect((await listNotifications(db, follower)).items).toEqual([])
  expect(await findNotification(db, follower, notification!.id)).toBeUndefined()
  expect(await countUnread(db, moderator)).toBe(1)
})

test('an answer that waits for review is told to nobody until it shows', async () => {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await db.updateTable('posts').set({ state: 'pending' }).where('id', '=', answer.id).execute()
  expect((await told({ asker })).filter((line) => line.endsWith('asker'))).toEqual([])
  await db.updateTable('posts').set({ state: 'visible' }).where('id', '=', answer.id).execute()
  expect((await told({ asker })).filter((line) => line.endsWith('asker'))).toEqual(['answer asker'])
})

test('what somebody switched off is not told', async () => {
  const asker = await createUser()
  await changePreferences(db, asker, { site: NOTIFICATION_KINDS.filter((kind) => kind !== 'answer') })
  const thread = await createThread({ authorId: asker.id })
  await createAnswer({ threadId: thread.id })
  expect((await told({ asker })).filter((line) => line.endsWith('asker'))).toEqual([])
  await changePreferences(db, asker, { site: ['answer'] })
  expect((await told({ asker })).filter((line) => line.endsWith('asker'))).toEqual(['answer asker'])
})

test('many followers in batches, many deliveries at one moment: each is told once', async () => {
  const thread = await createThread()
  const followers = await Promise.all(Array.from({ length: 7 }, () => createUser()))
  for (const person of followers) await follow(db, person, { subject: 'threads', id: thread.id })
  await createAnswer({ threadId: thread.id })
  const { id: eventId } = await db
    .selectFrom('events')
    .where('verb', '=', 'answer.posted')
    .select('id')
    .executeTakeFirstOrThrow()
  await atOnce(5, () => deliverEvent(db, { eventId, batch: 2 }))
  const rows = await db.selectFrom('notifications').select('userId').orderBy('userId').execute()
  expect(rows.map(({ userId }) => userId)).toEqual(
    [thread.authorId!, ...followers.map(({ id }) => id)].sort((a, b) => a - b),
  )
  expect(await getActor(db, thread.authorId!).then((actor) => countUnread(db, actor))).toBe(1)
})
