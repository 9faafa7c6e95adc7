import { beforeEach, describe, expect, test } from 'vitest'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { FlagReason, Post } from '#db/schema.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { getReview, listReviews } from '#moderation/review/queries.ts'
import { releaseReview } from '#moderation/review/release-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

let answer: Post
let moderator: Actor
let reviewId: number

async function openReview(reason: FlagReason = 'not_an_answer') {
  const author = await createUser({ reputation: 150 })
  answer = await createAnswer({ authorId: author.id })
  const flagger = await createUser({ roles: ['staff'] })
  reviewId = (await raiseFlag(db, flagger, { postId: answer.id, reason, note: '' })).reviewId
}

beforeEach(async () => {
  moderator = await createUser({ roles: ['moderator'] })
  await openReview()
})

const review = () => db.selectFrom('reviews').where('id', '=', reviewId).selectAll().executeTakeFirstOrThrow()
const post = () => db.selectFrom('posts').where('id', '=', answer.id).selectAll().executeTakeFirstOrThrow()
const points = async () => (await getActor(db, answer.authorId!)).reputation
const decide = (actor: Actor, decision: 'hide' | 'keep', version = 1) =>
  decideReview(db, actor, { reviewId, version, decision, note: 'Seen.' })

describe('deciding', () => {
  test('kept: the post is back', async () => {
    expect((await post()).state).toBe('hidden')
    await decide(moderator, 'keep')
    expect((await post()).state).toBe('visible')
    expect(await review()).toMatchObject({ state: 'rejected', decidedBy: moderator.id, decisionNote: 'Seen.' })
    expect(await points()).toBe(150)
  })

  test('hidden: the post stays away', async () => {
    await decide(moderator, 'hide')
    expect((await post()).state).toBe('hidden')
    expect(await review()).toMatchObject({ state: 'upheld' })
    expect(await points()).toBe(150)
  })

  test.each(['spam', 'rude'] as const)('%s costs its author 100 points', async (reason) => {
    await openReview(reason)
    await decide(moderator, 'hide')
    expect(await points()).toBe(50)
  })

  test('what its author deleted meanwhile stays deleted', async () => {
    await deletePost(db, await getActor(db, answer.authorId!), { postId: answer.id })
    await decide(moderator, 'keep')
    expect((await post()).state).toBe('deleted')
  })

  test('leaves one event with the outcome', async () => {
    await decide(moderator, 'keep')
    const event = await db
      .selectFrom('events')
      .where('verb', '=', 'review.rejected')
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(event).toMatchObject({
      reviewId,
      postId: answer.id,
      userId: answer.authorId,
      before: { state: 'hidden' },
      after: { decision: 'keep', note: 'Seen.' },
    })
  })
})

describe('refusals', () => {
  test('who may not review', async () => {
    const member = await createUser({ reputation: 349 })
    await expect(decide(member, 'keep')).rejects.toMatchObject({ code: 'review.work' })
    await expect(claimReview(db, member, { reviewId })).rejects.toMatchObject({ code: 'review.work' })
    await expect(listReviews(db, member)).rejects.toMatchObject({ code: 'review.work' })
    await expect(listReviews(db, null)).rejects.toMatchObject({ code: 'review.work' })
    await expect(claimReview(db, await createUser({ reputation: 350 }), { reviewId })).resolves.toBeUndefined()
  })

  test('one’s own post', async () => {
    await db.insertInto('grants').values({ userId: answer.authorId!, role: 'moderator' }).execute()
    const author = await getActor(db, answer.authorId!)
    await expect(decide(author, 'keep')).rejects.toMatchObject({ code: 'review.own' })
    await expect(getReview(db, author, reviewId)).rejects.toMatchObject({ code: 'review.own' })
    expect((await listReviews(db, author)).reviews).toEqual([])
  })

  test('an unknown review', async () => {
    await expect(claimReview(db, moderator, { reviewId: 999_999 })).rejects.toMatchObject({ code: 'review.not_found' })
  })

  test('decided already', async () => {
    await decide(moderator, 'keep')
    await expect(decide(moderator, 'hide', 2)).rejects.toMatchObject({ code: 'review.decided' })
    await expect(claimReview(db, moderator, { reviewId })).rejects.toMatchObject({ code: 'review.decided' })
  })

  test('changed since it was looked at', async () => {
    const flagger = await createUser({ roles: ['moderator'] })
    await raiseFlag(db, flagger, { postId: answer.id, reason: 'spam', note: '' })
    // Who flagged it is not said.
    await expect(decide(moderator, 'keep')).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'review.changed' },
      faster: { id: null, name: null, at: expect.any(Date) },
    })
    const other = await createUser({ roles: ['moderator'] })
    await claimReview(db, other, { reviewId })
    await releaseReview(db, other, { reviewId })
    await expect(decide(moderator, 'keep')).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'review.changed' },
      faster: { id: other.id, name: other.name, at: expect.any(Date) },
    })
  })

  test('of eight who decide at once, one does', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => createUser({ roles: ['moderator'] })))
    const outcomes = await settleAtOnce(8, (index) => decide(people[index]!, index % 2 ? 'hide' : 'keep'))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('claiming', () => {
  test('keeps others from deciding until it is released', async () => {
    const other = await createUser({ reputation: 400 })
    await claimReview(db, other, { reviewId })
    await expect(decide(moderator, 'keep', 2)).rejects.toMatchObject({ code: 'review.claimed' })
    await expect(claimReview(db, moderator, { reviewId })).rejects.toMatchObject({ code: 'review.claimed' })
    await releaseReview(db, moderator, { reviewId })
    expect(await review()).toMatchObject({ state: 'open', claimedBy: null, version: 3 })
    await decide(moderator, 'keep', 3)
  })

  test('a member does not release what another one claimed', async () => {
    await claimReview(db, moderator, { reviewId })
    const other = await createUser({ reputation: 400 })
    await expect(releaseReview(db, other, { reviewId })).rejects.toMatchObject({ code: 'review.release' })
  })

  test('of eight who claim at once, one does', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => createUser({ roles: ['moderator'] })))
    const outcomes = await settleAtOnce(8, (index) => claimReview(db, people[index]!, { reviewId }))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })
})

test('the queue shows the post with all its flags, oldest first', async () => {
  const first = reviewId
  await openReview('spam')
  const { reviews, next } = await listReviews(db, moderator)
  expect(reviews.map((item) => item.id)).toEqual([first, reviewId])
  expect(reviews[1]).toMatchObject({ postId: answer.id, flags: [{ reason: 'spam', weight: 3 }] })
  expect(next).toBeNull()
})

test('who moderates one category has its part of the queue, and what is in the others is not theirs', async () => {
  const { categoryId } = await db
    .selectFrom('threads')
    .where('id', '=', answer.threadId!)
    .select('categoryId')
    .executeTakeFirstOrThrow()
  const here = await createUser({ roles: ['moderator'], categoryId })
  const elsewhere = await createUser({ roles: ['moderator'], categoryId: (await createCategory()).id })

  expect((await listReviews(db, here)).reviews.map(({ id }) => id)).toEqual([reviewId])
  expect((await listReviews(db, elsewhere)).reviews).toEqual([])
  await expect(getReview(db, elsewhere, reviewId)).rejects.toMatchObject({ code: 'review.not_found' })
  await expect(decide(elsewhere, 'keep')).rejects.toMatchObject({ code: 'review.not_found' })
  await decide(here, 'keep')
})
