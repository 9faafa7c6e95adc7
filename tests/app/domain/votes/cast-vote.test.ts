import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { THREAD_CHANNEL } from '#app/domain/events/announce-thread.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { watchThreads } from '#app/domain/threads/watch-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { pool } from '#db/client.server.ts'
import type { Post } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs, settleAtOnce, withMediumFigures } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

withMediumFigures()

const UP_TO_ONE_AUTHOR = 6

let answer: Post
let voter: Actor
const at = new Date('2026-03-01T12:00:00Z')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const refused = (work: Promise<unknown>, code: string, kind?: string) =>
  expect(work).rejects.toMatchObject({ code, ...(kind ? { kind } : {}) })
const points = async () => [
  (await getActor(db, answer.authorId!)).reputation,
  (await db.selectFrom('users').where('id', '=', voter.id).select('reputationPoints').executeTakeFirstOrThrow())
    .reputationPoints,
]
const vote = (value: -1 | 0 | 1, moment = at) => castVote(db, voter, { postId: answer.id, value, at: moment })

beforeEach(async () => {
  answer = await createAnswer()
  voter = await createUser({ roles: ['moderator'] })
})

test('up, down, none: score, points and ledger follow', async () => {
  expect(await vote(1)).toEqual({ threadId: answer.threadId, score: 1 })
  expect(await points()).toEqual([11, 1])
  expect((await pendingJobs()).at(-1)).toEqual({
    name: 'badges.evaluate',
    payload: { userId: answer.authorId, postId: answer.id },
  })
  expect(await vote(-1)).toMatchObject({ score: -1 })
  expect(await points()).toEqual([1, 0])
  expect(await vote(0)).toMatchObject({ score: 0 })
  expect(await points()).toEqual([1, 1])
  const entries = await db.selectFrom('reputationEntries').select(['kind', 'reversedAt']).orderBy('id').execute()
  expect(entries.filter((entry) => entry.reversedAt === null)).toEqual([])
  expect(entries).toHaveLength(3)
  await expectNoDrift()
})

test('on a question: the thread carries its score, and a downvote costs who casts it nothing', async () => {
  const thread = await createThread()
  await castVote(db, voter, { postId: thread.questionId!, value: -1 })
  const row = await db.selectFrom('threads').where('id', '=', thread.id).select('score').executeTakeFirstOrThrow()
  expect(row.score).toBe(-1)
  expect((await points())[1]).toBe(1)
  await expectNoDrift()
})

test('a vote can be changed for 10 minutes from when it was cast, however often, and again after an edit', async () => {
  await vote(1)
  await vote(-1, later(300))
  await vote(1, later(600))
  await refused(vote(0, later(601)), 'vote.locked', 'conflict')
  await refused(vote(-1, later(601)), 'vote.locked')
  await vote(1, later(9000))
  const author = await getActor(db, answer.authorId!)
  await editPost(db, author, { postId: answer.id, body: 'Something else altogether is the answer.', baseRevision: 0 })
  const edited = new Date()
  await vote(-1, edited)
  await vote(1, new Date(edited.getTime() + 600_000))
  await refused(vote(-1, new Date(edited.getTime() + 601_000)), 'vote.locked')
  expect((await points())[0]).toBe(11)
  await expectNoDrift()
})

test('a vote taken back and cast again later has its own 10 minutes', async () => {
  await vote(1)
  await vote(0, later(500))
  await vote(1, later(5000))
  await vote(-1, later(5600))
  await refused(vote(1, later(5601)), 'vote.locked')
  await expectNoDrift()
})

test('the settings decide limits and time', async () => {
  const voting = { upADay: 1, downADay: 0, changeMinutes: 0 }
  await db
    .insertInto('settings')
    .values({ name: 'voting', value: JSON.stringify(voting) })
    .execute()
  await vote(1)
  await refused(vote(0, later(1)), 'vote.locked')
  const other = await createAnswer()
  await refused(castVote(db, voter, { postId: other.id, value: 1, at }), 'vote.daily_limit', 'too_many')
  await refused(castVote(db, voter, { postId: other.id, value: -1, at }), 'vote.daily_limit')
})

test('a vote that was reversed stays that', async () => {
  await vote(1)
  await vote(0)
  await db.updateTable('votes').set({ reversedAt: at, reversedBy: voter.id }).execute()
  await refused(vote(1, later(60)), 'vote.reversed', 'forbidden')
  expect(await vote(0, later(60))).toMatchObject({ score: 0 })
})

test('badges are looked at only when a score passes one that a badge asks for', async () => {
  const evaluations = async () => (await pendingJobs()).filter((job) => job.name === 'badges.evaluate').length
  await db.updateTable('posts').set({ score: 7 }).where('id', '=', answer.id).execute()
  const before = await evaluations()
  const voters = await Promise.all(Array.from({ length: 4 }, () => createUser({ roles: ['moderator'] })))
  const evaluated: number[] = []
  for (const someone of voters) {
    await castVote(db, someone, { postId: answer.id, value: 1, at })
    evaluated.push((await evaluations()) - before)
  }
  expect(evaluated).toEqual([0, 0, 1, 1])
})

test('tells the threads that are open somewhere of the score, and nobody else', async () => {
  const heard: unknown[] = []
  const client = await pool.connect()
  try {
    client.on('notification', (notification) => void heard.push(JSON.parse(notification.payload ?? '')))
    await client.query(`listen ${THREAD_CHANNEL}`)
    await vote(1)
    await watchThreads(db, crypto.randomUUID(), [answer.threadId ?? 0])
    await vote(-1)
    await refused(castVote(db, await createUser(), { postId: answer.id, value: 1, at }), 'vote.up')
    await client.query('select 1')
    await expect.poll(() => heard).not.toEqual([])
    expect(heard).toEqual([{ threadId: answer.threadId, postId: answer.id, score: -1 }])
  } finally {
    client.release(true)
  }
})

test('in the transaction of a caller it is part of that', async () => {
  const rollback = new Error('Changed my mind')
  const work = inTransaction(db, async (trx) => {
    expect(await castVote(trx, voter, { postId: answer.id, value: 1, at })).toMatchObject({ score: 1 })
    throw rollback
  })
  await expect(work).rejects.toBe(rollback)
  expect(await points()).toEqual([1, 1])
  await expectNoDrift()
})

test('refusals', async () => {
  const author = await getActor(db, answer.authorId!)
  const comment = await createComment({ postId: answer.id })
  const suspended = new Date('2999-01-01')
  await refused(castVote(db, author, { postId: answer.id, value: 1 }), 'vote.own_post', 'forbidden')
  await refused(
    castVote(db, await createUser({ reputation: 7 }), { postId: answer.id, value: 1 }),
    'vote.up',
    'forbidden',
  )
  await refused(
    castVote(db, await createUser({ reputation: 124 }), { postId: answer.id, value: -1 }),
    'vote.down',
    'forbidden',
  )
  await refused(castVote(db, voter, { postId: comment.id, value: 1 }), 'vote.wrong_kind', 'conflict')
  await refused(castVote(db, voter, { postId: 999_999, value: 1 }), 'post.not_found', 'not_found')
  await vote(1)
  await refused(
    castVote(db, { ...voter, suspendedUntil: suspended }, { postId: answer.id, value: 0 }),
    'account.suspended',
  )
  await inTransaction(db, (trx) => setPostState(trx, voter, answer.id, 'hidden'))
  await refused(castVote(db, await createUser({ roles: ['moderator'] }), { postId: answer.id, value: 1 }), 'vote.up')
  await refused(castVote(db, await createUser({ reputation: 500 }), { postId: answer.id, value: 1 }), 'post.not_found')
})

describe('limits of a day', () => {
  async function createAnswers(number: number, authors: number) {
    const people = []
    for (let index = 0; index < authors; index++) people.push(await createUser())
    const thread = await createThread()
    const answers = []
    for (let index = 0; index < number; index++) {
      answers.push(await createAnswer({ threadId: thread.id, authorId: people[index % authors]!.id }))
    }
    return answers
  }

  test.each([
    { value: 1, daily: 20, author: 6 },
    { value: -1, daily: 10, author: 3 },
  ] as const)('$daily votes of $value, $author to one author', async ({ value, daily, author }) => {
    const toOne = await createAnswers(author + 1, 1)
    for (const post of toOne.slice(0, author)) await castVote(db, voter, { postId: post.id, value, at })
    await refused(castVote(db, voter, { postId: toOne[author]!.id, value, at }), 'vote.author_limit', 'too_many')

    const others = await createAnswers(daily - author + 1, 6)
    for (const post of others.slice(0, -1)) await castVote(db, voter, { postId: post.id, value, at })
    await refused(castVote(db, voter, { postId: others.at(-1)!.id, value, at }), 'vote.daily_limit', 'too_many')
    // A withdrawn vote makes room; the next day is a new one.
    await castVote(db, voter, { postId: others[0]!.id, value: 0, at })
    await castVote(db, voter, { postId: others.at(-1)!.id, value, at })
    await castVote(db, voter, { postId: toOne[author]!.id, value, at: later(86_400) })
    await expectNoDrift()
  })

  test('hold for votes cast at one moment in different threads', async () => {
    const author = await createUser()
    const answers: Post[] = []
    for (let index = 0; index < 12; index++) answers.push(await createAnswer({ authorId: author.id }))
    const outcomes = await settleAtOnce(12, (index) => castVote(db, voter, { postId: answers[index]!.id, value: 1 }))
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(codes).toEqual(Array(12 - UP_TO_ONE_AUTHOR).fill('vote.author_limit'))
    await expectNoDrift()
  })
})

test('the daily limit holds for votes cast at one moment on posts of different people', async () => {
  await db
    .insertInto('settings')
    .values({ name: 'voting', value: JSON.stringify({ upADay: 3 }) })
    .execute()
  const answers: Post[] = []
  for (let index = 0; index < 12; index++) answers.push(await createAnswer())
  const outcomes = await settleAtOnce(12, (index) => castVote(db, voter, { postId: answers[index]!.id, value: 1 }))
  const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
  expect(codes).toEqual(Array(9).fill('vote.daily_limit'))
  await expectNoDrift()
})

test('a vote that waits while its post is hidden sees that it is', async () => {
  const member = await createUser({ reputation: 500 })
  let voting: Promise<unknown> | undefined
  await inTransaction(db, async (trx) => {
    await lockPost(trx, voter, answer.id)
    await setPostState(trx, voter, answer.id, 'hidden')
    voting = castVote(db, member, { postId: answer.id, value: 1 })
    voting.catch(() => {})
    const waiting = sql<{ waiting: number }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await waiting.execute(db)).rows).toEqual([{ waiting: 1 }])
  })
  await expect(voting).rejects.toMatchObject({ code: 'post.not_found' })
  expect((await points())[0]).toBe(1)
})

test('one vote cast many times at one moment counts once; many people’s count all', async () => {
  await atOnce(8, () => castVote(db, voter, { postId: answer.id, value: 1 }))
  const people = await Promise.all(Array.from({ length: 10 }, () => createUser({ roles: ['moderator'] })))
  await atOnce(10, (index) => castVote(db, people[index]!, { postId: answer.id, value: 1 }))
  const { score } = await db.selectFrom('posts').where('id', '=', answer.id).select('score').executeTakeFirstOrThrow()
  expect(score).toBe(11)
  expect((await points())[0]).toBe(111)
  await expectNoDrift()
})
