import { describe, expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { BADGES, scoreThresholds } from '#app/domain/badges/badges.ts'
import { evaluateBadges } from '#app/domain/badges/evaluate-badges.ts'
import {
  ALL_BADGES,
  badgeCounts,
  countTiers,
  listAwards,
  listBadges,
  listHolders,
  listProgress,
} from '#app/domain/badges/queries.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const evaluate = async (of: { userId?: number; postId?: number } = {}) =>
  evaluateBadges(db, await getSystemActor(db), of)
const badgesOf = async (user: { id: number }) =>
  Object.fromEntries((await listAwards(db, user.id)).map((award) => [award.badge, award.times]))
const setScore = (postId: number, score: number) =>
  db.updateTable('posts').set({ score }).where('id', '=', postId).execute()

async function accepted(times: number, helper: Actor, { own = false, daysLater = 0 } = {}) {
  for (let index = 0; index < times; index++) {
    const asker = own ? helper : await createUser()
    const at = new Date('2026-01-10T10:00:00Z')
    const thread = await createThread({ authorId: asker.id, at })
    const answer = await createAnswer({
      threadId: thread.id,
      authorId: helper.id,
      at: new Date(at.getTime() + daysLater * 86_400_000 + 1000),
    })
    await acceptAnswer(db, asker, { answerId: answer.id })
  }
}

test('every badge has its own id, and there is one of each class', () => {
  expect(new Set(ALL_BADGES.map((badge) => badge.id)).size).toBe(ALL_BADGES.length)
  expect(new Set(BADGES.map((badge) => badge.class))).toEqual(new Set(['gold', 'silver', 'bronze']))
})

describe('scores', () => {
  test.each([
    [0, {}],
    [1, { teacher: 1 }],
    [9, { teacher: 1 }],
    [10, { teacher: 1, 'nice-answer': 1 }],
    [24, { teacher: 1, 'nice-answer': 1 }],
    [25, { teacher: 1, 'nice-answer': 1, 'good-answer': 1 }],
    [49, { teacher: 1, 'nice-answer': 1, 'good-answer': 1 }],
    [50, { teacher: 1, 'nice-answer': 1, 'good-answer': 1, 'great-answer': 1 }],
  ])('an answer of score %i', async (score, badges) => {
    const answer = await createAnswer()
    await setScore(answer.id, score)
    await evaluate()
    expect(await badgesOf({ id: answer.authorId! })).toEqual(badges)
  })

  test.each([
    [9, {}],
    [10, { 'nice-question': 1 }],
    [25, { 'nice-question': 1, 'good-question': 1 }],
    [50, { 'nice-question': 1, 'good-question': 1, 'great-question': 1 }],
  ])('a question of score %i', async (score, badges) => {
    const thread = await createThread()
    await setScore(thread.questionId!, score)
    await evaluate()
    expect(await badgesOf({ id: thread.authorId! })).toEqual(badges)
  })

  test('a badge per post is awarded for each, the others once', async () => {
    const helper = await createUser()
    for (let index = 0; index < 3; index++) await setScore((await createAnswer({ authorId: helper.id })).id, 12)
    await evaluate()
    expect(await badgesOf(helper)).toEqual({ teacher: 1, 'nice-answer': 3 })
    const { badges } = await db
      .selectFrom('users')
      .where('id', '=', helper.id)
      .select(badgeCounts('users.id').as('badges'))
      .executeTakeFirstOrThrow()
    expect(countTiers(badges)).toEqual({ gold: 0, silver: 0, bronze: 4 })
    expect((await listBadges(db)).find((badge) => badge.id === 'nice-answer')).toMatchObject({ people: 1 })
  })

  test('what is hidden, or private, earns nothing', async () => {
    const hidden = await createAnswer()
    const thread = await createThread({ audience: 'private' })
    const inPrivate = await createAnswer({ threadId: thread.id, authorId: thread.authorId! })
    await setScore(hidden.id, 30)
    await setScore(inPrivate.id, 30)
    await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', hidden.id).execute()
    await evaluate()
    expect(await db.selectFrom('awards').selectAll().execute()).toEqual([])
  })

  test('a badge stays when the score falls again', async () => {
    const answer = await createAnswer()
    await setScore(answer.id, 10)
    await evaluate()
    await setScore(answer.id, 2)
    await evaluate()
    expect(await badgesOf({ id: answer.authorId! })).toEqual({ teacher: 1, 'nice-answer': 1 })
  })
})

describe('acceptances', () => {
  test('the first one, ten, not counting own questions', async () => {
    const helper = await createUser()
    await accepted(1, helper)
    await evaluate({ userId: helper.id })
    expect(await badgesOf(helper)).toEqual({ 'first-accepted': 1 })
    await accepted(8, helper)
    await accepted(1, helper, { own: true })
    await evaluate({ userId: helper.id })
    expect(await badgesOf(helper)).toEqual({ 'first-accepted': 1, scholar: 1 })
    await accepted(1, helper)
    await evaluate({ userId: helper.id })
    expect(await badgesOf(helper)).toEqual({ 'first-accepted': 1, scholar: 1, 'solved-10': 1 })
  })

  test('taking an acceptance back takes its badges back, giving it again gives them again', async () => {
    const asker = await createUser()
    const thread = await createThread({ authorId: asker.id })
    const answer = await createAnswer({ threadId: thread.id })
    const helper = { id: answer.authorId! }
    await acceptAnswer(db, asker, { answerId: answer.id })
    await evaluate()
    expect([await badgesOf(helper), await badgesOf(asker)]).toEqual([{ 'first-accepted': 1 }, { scholar: 1 }])
    await unacceptAnswer(db, asker, { answerId: answer.id })
    await evaluate()
    expect([await badgesOf(helper), await badgesOf(asker)]).toEqual([{}, {}])
    await acceptAnswer(db, asker, { answerId: answer.id })
    await evaluate()
    expect([await badgesOf(helper), await badgesOf(asker)]).toEqual([{ 'first-accepted': 1 }, { scholar: 1 }])
  })

  test.each([
    [60, {}],
    [61, { revival: 1 }],
  ])('an accepted answer after %i days', async (daysLater, badges) => {
    const helper = await createUser()
    await accepted(1, helper, { daysLater: daysLater - 1 / 1000 })
    await evaluate()
    expect(await badgesOf(helper)).toEqual({ 'first-accepted': 1, ...badges })
  })
})

describe('answers of a calendar year', () => {
  const answerIn = async (helper: { id: number }, year: number, answers: number) => {
    const thread = await createThread({ at: new Date(`${year}-01-01T00:00:00Z`) })
    const answer = { threadId: thread.id, kind: 'answer' as const, authorId: helper.id, body: 'x', html: 'x' }
    const days = Array.from({ length: answers }, (_, index) => new Date(Date.UTC(year, 1, 1 + index)))
    await db
      .insertInto('posts')
      .values(days.map((createdAt) => ({ ...answer, createdAt })))
      .execute()
  }

  test.each([
    [29, {}],
    [30, { 'yearly-helper': 1 }],
  ])('%i of them', async (answers, badges) => {
    const helper = await createUser()
    await answerIn(helper, 2024, answers)
    await answerIn(helper, 2025, 1)
    await evaluate()
    expect(await badgesOf(helper)).toEqual(badges)
  })

  test('earn the badge once for each year', async () => {
    const helper = await createUser()
    for (const year of [2023, 2025]) await answerIn(helper, year, 30)
    await atOnce(4, () => evaluate({ userId: helper.id }))
    await evaluate()
    const awards = await db.selectFrom('awards').select('period').orderBy('period').execute()
    expect(awards).toEqual([{ period: '2023' }, { period: '2025' }])
    await answerIn(helper, 2024, 30)
    await evaluate()
    expect(await badgesOf(helper)).toEqual({ 'yearly-helper': 3 })
    const events = await db.selectFrom('events').where('verb', '=', 'badge.awarded').select('id').execute()
    expect(events).toHaveLength(3)
  })
})

test('says at which scores a post can earn a badge', () => {
  expect(scoreThresholds('answer')).toEqual([1, 10, 25, 50])
  expect(scoreThresholds('question')).toEqual([10, 25, 50])
})

describe('the way to the next badges', () => {
  test('is counted from the facts, and ends when the badge is there', async () => {
    const helper = await createUser()
    await accepted(7, helper)
    const answer = await createAnswer({ authorId: helper.id })
    await setScore(answer.id, 12)
    await evaluate()
    const way = await listProgress(db, helper.id, { now: new Date() })
    const of = (badge: string) => way.find((each) => each.badge === badge)
    expect(of('solved-10')).toEqual({ badge: 'solved-10', have: 7, goal: 10 })
    expect(of('solved-50')).toBeUndefined()
    expect(of('nice-answer')).toBeUndefined()
    expect(of('nice-question')).toMatchObject({ have: 0, goal: 10 })
    expect(of('good-answer')).toMatchObject({ have: 12, goal: 25 })
    expect(of('first-accepted')).toBeUndefined()
    await accepted(3, helper)
    await evaluate()
    const later = await listProgress(db, helper.id, { now: new Date() })
    expect(later.map((each) => each.badge)).not.toContain('solved-10')
    expect(later).toContainEqual({ badge: 'solved-50', have: 10, goal: 50 })
  })
})

describe('the holders of a badge', () => {
  test('newest first, by key, with what it was for where everybody may see that', async () => {
    const people = []
    for (let index = 0; index < 5; index++) {
      const answer = await createAnswer({ body: `The answer number ${index} of some length.` })
      await setScore(answer.id, 10)
      await evaluate()
      people.push(answer)
    }
    const [hidden, secret] = [people[4]!, people[3]!]
    await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', hidden.id).execute()
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', secret.threadId).execute()

    const first = await listHolders(db, null, 'nice-answer', { limit: 3 })
    expect(first.items.map((item) => [item.userId, item.postId])).toEqual([
      [hidden.authorId, null],
      [secret.authorId, null],
      [people[2]!.authorId, people[2]!.id],
    ])
    expect(first.items[1]).toMatchObject({ title: null, threadId: null })
    const rest = await listHolders(db, null, 'nice-answer', { limit: 3, after: first.next ?? undefined })
    expect(rest.items.map((item) => item.userId)).toEqual([people[1]!.authorId, people[0]!.authorId])
    expect(rest.next).toBeNull()
    await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', people[0]!.authorId!).execute()
    expect((await listHolders(db, null, 'nice-answer')).items).toHaveLength(4)
  })
})

test('editing a post of somebody else', async () => {
  const editor = await createUser({ roles: ['moderator'] })
  const answer = await createAnswer()
  const own = await createAnswer({ authorId: answer.authorId! })
  await editPost(
    db,
    { ...editor, id: answer.authorId!, grants: [] },
    { postId: own.id, body: 'My own words, once more.', baseRevision: 0 },
  )
  await editPost(db, editor, { postId: answer.id, body: 'The same, with better words.', baseRevision: 0 })
  await evaluate()
  expect(await badgesOf(editor)).toEqual({ editor: 1 })
  expect(await badgesOf({ id: answer.authorId! })).toEqual({})
})

test('the first published article made from one’s answer', async () => {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await acceptAnswer(db, asker, { answerId: answer.id })
  const [drafter, validator] = [await createUser({ roles: ['staff'] }), await createUser({ roles: ['staff'] })]
  const { articleId } = await promoteAnswer(db, drafter, { answerId: answer.id })
  await submitArticle(db, drafter, { articleId })
  await evaluate()
  expect(await badgesOf({ id: answer.authorId! })).not.toHaveProperty('author')
  await publishArticle(db, validator, { articleId })
  await evaluate()
  expect(await badgesOf({ id: answer.authorId! })).toHaveProperty('author')
  expect(await badgesOf(drafter)).toEqual({})
})

test('five upheld flags', async () => {
  const flagger = await createUser()
  const flag = async () => {
    const answer = await createAnswer()
    const review = await db
      .insertInto('reviews')
      .values({ postId: answer.id, state: 'upheld', decidedAt: new Date() })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('flags')
      .values({ postId: answer.id, reviewId: review.id, flaggerId: flagger.id, reason: 'spam' })
      .execute()
  }
  for (let index = 0; index < 4; index++) await flag()
  await evaluate()
  expect(await badgesOf(flagger)).toEqual({})
  await flag()
  await evaluate()
  expect(await badgesOf(flagger)).toEqual({ deputy: 1 })
})

test('evaluating at one moment, and again, awards and announces each badge once', async () => {
  const answer = await createAnswer()
  await setScore(answer.id, 10)
  await atOnce(6, () => evaluate({ userId: answer.authorId!, postId: answer.id }))
  await evaluate()
  const events = await db.selectFrom('events').where('verb', '=', 'badge.awarded').select(['userId', 'after']).execute()
  expect(events.map((event) => event.after)).toEqual(
    expect.arrayContaining([{ badge: 'teacher' }, { badge: 'nice-answer' }]),
  )
  expect(events).toHaveLength(2)
})

test('a badge that was imported is not awarded a second time', async () => {
  const answer = await createAnswer()
  await setScore(answer.id, 1)
  await db
    .insertInto('awards')
    .values({ badge: 'teacher', userId: answer.authorId!, importSource: 'x', importId: 1 })
    .execute()
  await evaluate()
  expect(await badgesOf({ id: answer.authorId! })).toEqual({ teacher: 1 })
})
