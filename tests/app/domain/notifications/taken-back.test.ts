import { expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { evaluateBadges } from '#app/domain/badges/evaluate-badges.ts'
import { addMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { countUnread, listNotifications } from '#app/domain/notifications/queries.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const eventIds = async () => (await db.selectFrom('events').select('id').orderBy('id').execute()).map(({ id }) => id)

/** Delivers everything that has happened, again and again if need be: that is harmless. */
async function deliverAll({ backwards = false } = {}): Promise<void> {
  const ids = await eventIds()
  for (const eventId of backwards ? ids.reverse() : ids) await deliverEvent(db, { eventId })
}
const kindsOf = async (actor: Actor) => (await listNotifications(db, actor)).items.map(({ kind }) => kind)

async function acceptedAnswer() {
  const [asker, helper, sufferer] = [await createUser(), await createUser(), await createUser()]
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id, authorId: helper.id })
  await addMeToo(db, sufferer, { threadId: thread.id, browserKey: 'a-browser' })
  await acceptAnswer(db, asker, { answerId: answer.id })
  await evaluateBadges(db, await getSystemActor(db), { userId: helper.id, postId: answer.id })
  return { asker, helper, sufferer, thread, answer }
}

test('an acceptance that is taken back is told to nobody any more, nor is the badge; accepted again, it is', async () => {
  const { asker, helper, sufferer, answer } = await acceptedAnswer()
  await deliverAll()
  expect(await kindsOf(helper)).toEqual(expect.arrayContaining(['accepted', 'badge']))
  expect(await kindsOf(sufferer)).toContain('me_too_solved')

  await unacceptAnswer(db, asker, { answerId: answer.id })
  await evaluateBadges(db, await getSystemActor(db), { userId: helper.id })
  await deliverAll()
  expect(await kindsOf(helper)).toEqual([])
  expect(await kindsOf(sufferer)).not.toContain('me_too_solved')
  expect(await countUnread(db, helper)).toBe(0)

  await acceptAnswer(db, asker, { answerId: answer.id })
  await evaluateBadges(db, await getSystemActor(db), { userId: helper.id, postId: answer.id })
  await deliverAll()
  expect(await kindsOf(helper)).toEqual(expect.arrayContaining(['accepted', 'badge']))
})

test('whatever order the worker takes them in, and both at one moment', async () => {
  const { asker, helper, answer } = await acceptedAnswer()
  await unacceptAnswer(db, asker, { answerId: answer.id })
  await deliverAll({ backwards: true })
  expect(await kindsOf(helper)).not.toContain('accepted')

  await db.deleteFrom('notifications').execute()
  const ids = (
    await db
      .selectFrom('events')
      .where('verb', 'in', ['answer.accepted', 'answer.unaccepted'])
      .orderBy('id')
      .select('id')
      .execute()
  ).map(({ id }) => id)
  await atOnce(6, (index) => deliverEvent(db, { eventId: ids[index % 2] ?? 0 }))
  expect(await kindsOf(helper)).not.toContain('accepted')
})

test('another answer that is accepted instead is told, the first one not', async () => {
  const { asker, helper, thread } = await acceptedAnswer()
  const other = await createUser()
  const better = await createAnswer({ threadId: thread.id, authorId: other.id })
  await acceptAnswer(db, asker, { answerId: better.id })
  await deliverAll()
  expect(await kindsOf(helper)).not.toContain('accepted')
  expect(await kindsOf(other)).toContain('accepted')
})

test('a question that is open again is not said to be solved', async () => {
  const [asker, moderator] = [await createUser(), await createUser({ roles: ['moderator'] })]
  const thread = await createThread({ authorId: asker.id })
  await solveThread(db, moderator, { threadId: thread.id, reason: 'It was the fuse' })
  await deliverAll()
  const [told] = (await listNotifications(db, asker)).items
  expect(told).toMatchObject({ kind: 'solved', note: 'It was the fuse' })
  await unsolveThread(db, moderator, { threadId: thread.id })
  await deliverAll()
  expect(await kindsOf(asker)).toEqual(['closed'])
})

test('what is decided waits for nobody; the author reads why a post is hidden', async () => {
  const [author, moderator, other] = [
    await createUser(),
    await createUser({ roles: ['moderator'] }),
    await createUser({ roles: ['moderator'] }),
  ]
  const thread = await createThread({ authorId: author.id })
  const flagger = await createUser({ reputation: 50 })
  const { reviewId } = await raiseFlag(db, flagger, {
    postId: thread.questionId ?? 0,
    reason: 'personal_data',
    note: '',
  })
  const staff = await createUser({ roles: ['staff'], name: 'Sophie Secret' })
  await raiseFlag(db, staff, { postId: thread.questionId ?? 0, reason: 'personal_data', note: '' })
  await deliverAll()
  const [hidden] = (await listNotifications(db, author)).items
  expect(hidden).toMatchObject({ verb: 'post.hidden', reasons: ['personal_data'] })
  // Not even in what the page is made from.
  expect(JSON.stringify(hidden)).not.toContain('Secret')
  expect(await kindsOf(other)).toContain('review_requested')
  await decideReview(db, moderator, { reviewId, version: 2, decision: 'hide', note: '' })
  await deliverAll()
  expect(await kindsOf(other)).not.toContain('review_requested')
  const [told] = (await listNotifications(db, author)).items
  expect(told).toMatchObject({ kind: 'post_reviewed', reasons: ['personal_data'] })
})

test('a mention that is added right after posting is told; one that an edit takes away is not', async () => {
  const [asker, helper] = [await createUser(), await createUser()]
  const named = await createUser({ name: 'Nadia Martin' })
  const { handle } = await db.selectFrom('users').where('id', '=', named.id).select('handle').executeTakeFirstOrThrow()
  const thread = await createThread({ authorId: asker.id })
  const { id } = await postAnswer(db, helper, { threadId: thread.id, body: 'Ask somebody who knows this model well.' })
  const mentioning = `Ask @${handle}, who knows this model well.`
  await editPost(db, helper, { postId: id, body: mentioning, baseRevision: 0 })
  await deliverAll()
  expect(await kindsOf(named)).toEqual(['mention'])
  const { graceEdits } = await db
    .selectFrom('posts')
    .where('id', '=', id)
    .select('graceEdits')
    .executeTakeFirstOrThrow()
  expect(graceEdits).toBe(1)

  const body = 'Ask nobody, and read the manual.'
  await editPost(db, helper, { postId: id, body, baseRevision: await getTextVersion(db, id) })
  await deliverAll()
  expect(await kindsOf(named)).toEqual([])
})

test('a mention in a quotation tells nobody, and one beside it does', async () => {
  const [asker, helper] = [await createUser(), await createUser()]
  const quoted = await createUser({ name: 'Quentin Petit' })
  const named = await createUser({ name: 'Nadia Martin' })
  const handles = await db
    .selectFrom('users')
    .where('id', 'in', [quoted.id, named.id])
    .orderBy('id')
    .select('handle')
    .execute()
  const [first, second] = handles.map(({ handle }) => handle)
  const thread = await createThread({ authorId: asker.id })
  const body = `> > @${first} wrote this long ago, with **@${first}** in it.\n>\n> - and @${first} again\n\nWhat do you say, @${second}?`
  const { id } = await postAnswer(db, helper, { threadId: thread.id, body })
  await deliverAll()
  expect(await kindsOf(quoted)).toEqual([])
  expect(await kindsOf(named)).toEqual(['mention'])
  // The name still leads to the person.
  const { html } = await db.selectFrom('posts').where('id', '=', id).select('html').executeTakeFirstOrThrow()
  expect(html.match(new RegExp(`href="/users/${quoted.id}"`, 'g'))).toHaveLength(3)
})
