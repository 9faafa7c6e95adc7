import { describe, expect, test } from 'vitest'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { flagReasonsOf } from '#moderation/flags/permissions.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, settleAtOnce, withMediumFigures, withRateLimits } from '#tests/support/database.ts'

withMediumFigures()

const flag = (postId: number) => ({ postId, reason: 'rude' as const, note: '' })
const stateOf = async (postId: number) =>
  (await db.selectFrom('posts').where('id', '=', postId).select('state').executeTakeFirstOrThrow()).state
const member = (reputation = 15) => createUser({ reputation })

withRateLimits()

describe('refusals', () => {
  test('with too few points, or suspended', async () => {
    const answer = await createAnswer()
    await expect(raiseFlag(db, await member(14), flag(answer.id))).rejects.toMatchObject({ code: 'flag.raise' })
    const suspended = await createUser({ reputation: 100, suspendedUntil: new Date('2999-01-01') })
    await expect(raiseFlag(db, suspended, flag(answer.id))).rejects.toMatchObject({ code: 'account.suspended' })
  })

  test('one’s own post', async () => {
    const author = await member()
    const answer = await createAnswer({ authorId: author.id })
    await expect(raiseFlag(db, author, flag(answer.id))).rejects.toMatchObject({ kind: 'forbidden', code: 'flag.own' })
  })

  test('twice', async () => {
    const answer = await createAnswer()
    const actor = await member()
    await raiseFlag(db, actor, flag(answer.id))
    await expect(raiseFlag(db, actor, flag(answer.id))).rejects.toMatchObject({ kind: 'conflict', code: 'flag.twice' })
  })

  test('a post that is gone or never was', async () => {
    const answer = await createAnswer()
    await deletePost(db, await getActor(db, answer.authorId!), { postId: answer.id })
    await expect(raiseFlag(db, await member(), flag(answer.id))).rejects.toMatchObject({ code: 'post.not_found' })
    await expect(raiseFlag(db, await member(), flag(999_999))).rejects.toMatchObject({ code: 'post.not_found' })
  })

  test('another reason needs words, and not too many', async () => {
    const answer = await createAnswer()
    const other = { postId: answer.id, reason: 'other' as const }
    await expect(raiseFlag(db, await member(), { ...other, note: ' ' })).rejects.toMatchObject({ code: 'note.missing' })
    await expect(raiseFlag(db, await member(), { ...other, note: 'x'.repeat(501) })).rejects.toMatchObject({
      code: 'note.too_long',
    })
  })

  test.each([
    ['question', 'not_an_answer'],
    ['comment', 'not_an_answer'],
    ['comment', 'duplicate'],
  ] as const)('a %s cannot be %s', async (kind, reason) => {
    const thread = await createThread()
    const comment = await createComment({ postId: thread.questionId! })
    const postId = kind === 'question' ? thread.questionId! : comment.id
    const refused = expect(raiseFlag(db, await member(), { postId, reason, note: '' })).rejects
    await refused.toMatchObject({ field: 'reason', code: 'reason.unfit' })
    expect(flagReasonsOf(kind)).not.toContain(reason)
    expect(flagReasonsOf(kind)).toContain('other')
  })

  test('the 21st of a day', async () => {
    const actor = await member()
    for (let index = 0; index < 20; index++) await raiseFlag(db, actor, flag((await createAnswer()).id))
    await expect(raiseFlag(db, actor, flag((await createAnswer()).id))).rejects.toMatchObject({
      kind: 'too_many',
      code: 'flag.too_many',
    })
  })
})

describe('the weight that hides', () => {
  test.each([
    ['three members', () => [15, 15, 15].map((reputation) => createUser({ reputation }))],
    ['two with 500 points', () => [500, 500].map((reputation) => createUser({ reputation }))],
    ['a moderator and a member', () => [createUser({ roles: ['moderator'] }), member()]],
    [
      'an expert of the tag and a member',
      async () => [createUser({ reputation: 15, expertOf: [(await createTag({ name: 'general' })).id] }), member()],
    ],
    ['one of the staff', () => [createUser({ roles: ['staff'] })]],
  ])('%s', async (_, make) => {
    const answer = await createAnswer()
    const people = await Promise.all(await make())
    for (const [index, person] of people.entries()) {
      expect(await stateOf(answer.id)).toBe('visible')
      expect(index).toBeLessThan(people.length)
      await raiseFlag(db, person, flag(answer.id))
    }
    expect(await stateOf(answer.id)).toBe('hidden')
  })
})

test('all flags of a post are one review, which changes with each', async () => {
  const answer = await createAnswer()
  await raiseFlag(db, await member(), flag(answer.id))
  await raiseFlag(db, await member(), { postId: answer.id, reason: 'spam', note: 'Third time today' })
  const reviews = await db.selectFrom('reviews').select(['postId', 'state', 'version']).execute()
  expect(reviews).toEqual([{ postId: answer.id, state: 'open', version: 2 }])
  const verbs = await db.selectFrom('events').where('reviewId', 'is not', null).select('verb').orderBy('id').execute()
  expect(verbs.map((event) => event.verb)).toEqual(['review.opened', 'flag.raised', 'flag.raised'])
})

test('eight flags at once: one review, hidden once, nobody waits for ever', async () => {
  const thread = await createThread()
  const people = await Promise.all(Array.from({ length: 8 }, () => member()))
  const outcomes = await settleAtOnce(8, (index) => raiseFlag(db, people[index]!, flag(thread.questionId!)))

  // Who comes after the third finds the post hidden from them.
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason.kind).toBe('not_found')
  }
  expect(await db.selectFrom('reviews').select('id').execute()).toHaveLength(1)
  const hidden = await db.selectFrom('events').where('verb', '=', 'post.hidden').select('id').execute()
  expect(hidden).toHaveLength(1)
  expect(await stateOf(thread.questionId!)).toBe('hidden')
})
