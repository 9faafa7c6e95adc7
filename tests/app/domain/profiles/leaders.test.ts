import { beforeEach, describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { listLeaders, listTagLeaders } from '#app/domain/profiles/leaders.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const now = new Date('2026-06-30T18:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const addDay = (userId: number, day: Date, cappedPoints: number, exemptPoints = 0) =>
  db
    .insertInto('reputationDays')
    .values({ userId, day: day.toISOString().slice(0, 10), cappedPoints, exemptPoints })
    .execute()
const leaders = async (period: 'week' | 'month' | 'quarter' | 'all') =>
  (await listLeaders(db, { period, now })).map((leader) => [leader.id, leader.points])

describe('of all', () => {
  test('a period counts today and the days before it, with the cap of each day', async () => {
    const [a, b, c] = [await createUser(), await createUser(), await createUser()]
    await addDay(a.id, now, 300)
    await addDay(b.id, daysAgo(6), 100, 15)
    await addDay(b.id, daysAgo(7), 400)
    await addDay(c.id, daysAgo(89), 500, 50)
    await addDay(c.id, daysAgo(90), 500)
    expect(await leaders('week')).toEqual([
      [a.id, 200],
      [b.id, 115],
    ])
    expect(await leaders('month')).toEqual([
      [b.id, 315],
      [a.id, 200],
    ])
    expect((await leaders('quarter')).find(([id]) => id === c.id)).toEqual([c.id, 250])
  })

  test('equal points stand in a fixed order; who lost points, left or is suspended does not lead', async () => {
    const people = []
    for (let index = 0; index < 6; index++) people.push(await createUser({ reputation: 11 }))
    const [a, b, loser, gone, suspended, back] = people.map((person) => person.id)
    for (const id of [b!, a!, gone!, suspended!, back!]) await addDay(id, now, 10)
    await addDay(loser!, now, -4)
    await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', gone!).execute()
    const until = (suspendedUntil: string) => db.updateTable('users').set({ suspendedUntil })
    await until('2999-01-01').where('id', '=', suspended!).execute()
    await until('2020-01-01').where('id', '=', back!).execute()
    expect(await leaders('week')).toEqual([
      [a, 10],
      [b, 10],
      [back, 10],
    ])
    expect(await leaders('all')).toEqual([a, b, loser, back].map((id) => [id, 11]))
  })
})

describe('of a tag', () => {
  let tagId: number
  beforeEach(async () => {
    tagId = (await createTag({ name: 'wifi' })).id
  })
  const answer = async (
    authorId: number,
    score: number,
    { at = daysAgo(1), tags = ['wifi'] }: { at?: Date; tags?: string[] } = {},
  ) => {
    const thread = await createThread({ tags, at: new Date(at.getTime() - 1000) })
    const post = await createAnswer({ threadId: thread.id, authorId, at })
    await db.updateTable('posts').set({ score }).where('id', '=', post.id).execute()
    return { thread, post }
  }
  const inTag = async (period: 'week' | 'all') => listTagLeaders(db, { tagId, period, now })

  test('the scores of answers in it, in the period', async () => {
    const [a, b] = [await createUser(), await createUser()]
    await answer(a.id, 3)
    await answer(a.id, 2)
    await answer(a.id, 50, { tags: ['other'] })
    const { thread, post } = await answer(b.id, 9, { at: daysAgo(20) })
    await acceptAnswer(db, await getActor(db, thread.authorId!), { answerId: post.id })
    expect(await inTag('week')).toMatchObject([{ id: a.id, points: 5, answers: 2, accepted: 0 }])
    expect(await inTag('all')).toMatchObject([
      { id: b.id, points: 9, answers: 1, accepted: 1 },
      { id: a.id, points: 5 },
    ])
  })

  test('not what is hidden or private, nor answers to oneself', async () => {
    const moderator = await createUser({ roles: ['moderator'] })
    const [hidden, secret] = [await answer((await createUser()).id, 5), await answer((await createUser()).id, 5)]
    await inTransaction(db, (trx) => setPostState(trx, moderator, hidden.post.id, 'hidden'))
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', secret.thread.id).execute()
    const own = await createThread({ tags: ['wifi'], at: daysAgo(1) })
    const toSelf = await createAnswer({ threadId: own.id, authorId: own.authorId! })
    await castVote(db, moderator, { postId: toSelf.id, value: 1 })
    expect(await inTag('all')).toEqual([])
  })
})
