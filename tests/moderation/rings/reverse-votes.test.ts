import { beforeEach, expect, test } from 'vitest'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { inTransaction } from '#db/transaction.ts'
import { countVotesBetween, findUserByName, listSuspiciousPairs, previewReversal } from '#moderation/rings/queries.ts'
import { reverseVotes } from '#moderation/rings/reverse-votes.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'
import { expectNoDrift, orRefusal } from '../../app/domain/reputation/no-drift.ts'

let voter: Actor
let author: Actor
let system: Actor
let posts: number[]
const at = new Date('2026-03-01T12:00:00Z')

beforeEach(async () => {
  system = await getSystemActor(db)
  voter = await createUser({ roles: ['moderator'] })
  author = await createUser({ roles: ['moderator'] })
  const thread = await createThread({ authorId: author.id })
  posts = [thread.questionId ?? 0]
  for (let index = 0; index < 3; index++) posts.push((await createAnswer({ authorId: author.id })).id)
  for (const postId of posts.slice(0, 3)) await castVote(db, voter, { postId, value: 1, at })
  await castVote(db, voter, { postId: posts[3] ?? 0, value: -1, at })
})

const pair = () => ({ from: voter.id, to: author.id })
const points = async () => [
  (await getActor(db, author.id)).reputation,
  (await db.selectFrom('users').where('id', '=', voter.id).select('reputationPoints').executeTakeFirstOrThrow())
    .reputationPoints,
]

test('takes points and scores back, leaves a mark, an event and a job; a second time there is nothing left', async () => {
  const other = await createUser({ roles: ['moderator'] })
  await castVote(db, other, { postId: posts[0] ?? 0, value: 1, at })
  expect(await points()).toEqual([39, 0])

  expect(await reverseVotes(db, system, pair())).toEqual({ votes: 4 })
  expect(await points()).toEqual([11, 1])
  const scores = await db.selectFrom('posts').where('id', 'in', posts).select('score').orderBy('id').execute()
  expect(scores.map((post) => post.score)).toEqual([1, 0, 0, 0])
  const events = await db.selectFrom('events').where('verb', '=', 'votes.reversed').selectAll().execute()
  expect(events).toMatchObject([{ userId: author.id, before: { ...pair(), votes: 4 } }])
  expect(await pendingJobs()).toContainEqual({ name: 'badges.evaluate', payload: { userId: author.id } })

  expect(await reverseVotes(db, system, pair())).toEqual({ votes: 0 })
  expect(await db.selectFrom('events').where('verb', '=', 'votes.reversed').select('id').execute()).toHaveLength(1)
  await expectNoDrift()
})

test('whoever cast them cannot vote on these posts again, and can on others', async () => {
  await reverseVotes(db, system, pair())
  for (const postId of posts) {
    await expect(castVote(db, voter, { postId, value: 1 })).rejects.toMatchObject({ code: 'vote.reversed' })
  }
  await castVote(db, voter, { postId: (await createAnswer({ authorId: author.id })).id, value: 1 })
})

test('a post that was hidden meanwhile does not get the points back when it is shown', async () => {
  const setState = (state: 'hidden' | 'visible') =>
    inTransaction(db, (trx) => setPostState(trx, voter, posts[1] ?? 0, state))
  await setState('hidden')
  await reverseVotes(db, system, pair())
  await setState('visible')
  expect(await points()).toEqual([1, 1])
  await expectNoDrift()
})

test('only administrators and Entraide itself', async () => {
  await expect(reverseVotes(db, voter, pair())).rejects.toMatchObject({ code: 'votes.reverse', kind: 'forbidden' })
  expect(await reverseVotes(db, await createUser({ roles: ['admin'] }), pair())).toEqual({ votes: 4 })
})

test('the report says what will be, and changes nothing', async () => {
  expect(await countVotesBetween(db, pair())).toEqual({ up: 3, down: 1, posts: 4, first: at, last: at })
  expect(await countVotesBetween(db, { from: author.id, to: voter.id })).toMatchObject({ up: 0, down: 0 })
  expect(await previewReversal(db, system, pair())).toEqual({ to: 1, from: 1 })
  expect(await points()).toEqual([29, 0])
})

test('finds people by number, handle and address, and pairs who stand out', async () => {
  const { handle } = await db.selectFrom('users').where('id', '=', voter.id).select('handle').executeTakeFirstOrThrow()
  for (const name of [String(voter.id), handle, voter.email ?? '']) {
    expect(await findUserByName(db, name)).toMatchObject({ id: voter.id })
  }
  expect(await findUserByName(db, 'nobody-at-all')).toBeUndefined()
  expect(await listSuspiciousPairs(db)).toEqual([])
  expect(await listSuspiciousPairs(db, { atLeast: 3 })).toMatchObject([
    { votes: 3, back: 0, shareGiven: 1, shareReceived: 1 },
  ])
})

test('while the same people go on voting: no deadlock, no drift', async () => {
  await atOnce(12, async (index) => {
    const value = index % 2 ? -1 : 1
    if (index % 3 === 0) await reverseVotes(db, system, pair())
    else await orRefusal(castVote(db, index % 2 ? voter : author, { postId: posts[index % 4] ?? 0, value, at }))
  })
  await reverseVotes(db, system, pair())
  expect(await points()).toEqual([1, 1])
  await expectNoDrift()
})
