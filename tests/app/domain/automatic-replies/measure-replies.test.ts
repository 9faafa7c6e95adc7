import { beforeEach, describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { findPrecision, measureReplies, startMeasurement } from '#app/domain/automatic-replies/measure-replies.ts'
import { CASES_MIN, type Case, precisionTable } from '#app/domain/automatic-replies/precision.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const NOW = new Date()
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const TITLE = 'The hub blinks red after a firmware update'
const BODY = 'When the hub blinks red after an update, hold the side button for ten seconds until the light is white.'

let system: Actor
let admin: Actor
let articleId: number
let sourceId: number

beforeEach(async () => {
  system = await getSystemActor(db)
  // As in a forum of some size, where a word that few documents hold says much.
  await db.insertInto('searchStatistics').values({ documents: 1000, countedAt: new Date() }).execute()
  admin = await createUser({ roles: ['admin'] })
  // The article, made from a thread, was there twenty days ago.
  const source = await createThread({ title: TITLE, at: daysAgo(40) })
  sourceId = source.id
  articleId = (await createArticle({ title: TITLE, body: BODY, at: daysAgo(20) })).id
  await db.updateTable('articles').set({ sourceThreadId: source.id }).where('id', '=', articleId).execute()
  await searchEngine.index(db, { articleIds: [articleId], threadIds: [source.id] })
})

const ask = (daysBefore: number) => createThread({ title: `${TITLE} again`, body: BODY, at: daysAgo(daysBefore) })
const measure = async () => {
  await measureReplies(db, system, searchEngine, { now: NOW })
  const { last } = await findPrecision(db)
  const rows = await db
    .selectFrom('automaticReplyCases')
    .where('measurementId', '=', last!.id)
    .select(['threadId', 'articleId', 'outcome'])
    .orderBy('threadId')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.threadId, row.outcome]))
}
const asker = (thread: { authorId: number | null }) => getActor(db, thread.authorId!)

describe('a question of the past', () => {
  test('counts as right by what people did with it', async () => {
    const duplicate = await ask(10)
    await closeThread(db, admin, { threadId: duplicate.id, reason: 'duplicate', note: '', duplicateOf: sourceId })
    const linked = await ask(9)
    await createAnswer({ threadId: linked.id, body: `All of it is [here](/kb/articles/${articleId}-the-hub-blinks).` })
    const named = await ask(8)
    await createAnswer({ threadId: named.id, body: `The same as in #${sourceId}, as far as I can see.` })
    const helped = await ask(7)
    await rateArticle(db, await asker(helped), { articleId, helpful: true })
    expect(await measure()).toEqual({
      [duplicate.id]: 'right',
      [linked.id]: 'right',
      [named.id]: 'right',
      [helped.id]: 'right',
    })
  })

  test('counts as wrong, or not at all, when it ended otherwise or nobody knows', async () => {
    const otherwise = await ask(10)
    const answer = await createAnswer({ threadId: otherwise.id, body: 'Take the battery out for a minute instead.' })
    await acceptAnswer(db, await asker(otherwise), { answerId: answer.id })
    const open = await ask(9)
    // What the asker links to is what they have tried.
    await createAnswer({
      threadId: open.id,
      authorId: open.authorId!,
      body: `I have read [this](/kb/articles/${articleId}), and it is not it.`,
    })
    expect(await measure()).toEqual({ [otherwise.id]: 'otherwise', [open.id]: 'unknown' })
  })

  test('counts by what its asker said of the reply that was really shown', async () => {
    const [solved, refused] = [await ask(10), await ask(9)]
    const { postId } = await db.selectFrom('articleTranslations').select('postId').executeTakeFirstOrThrow()
    for (const [{ id: threadId }, state] of [
      [solved, 'solved'],
      [refused, 'refused'],
    ] as const) {
      await db
        .insertInto('automaticReplies')
        .values({
          threadId,
          articleId,
          postId,
          certainty: 0.9,
          state,
          decidedAt: NOW,
          passage: '[]',
          withdrawnBecause: null,
        })
        .execute()
    }
    expect(await measure()).toEqual({ [solved.id]: 'right', [refused.id]: 'refused' })
  })

  test('counts as refused when its asker had seen the article and asked all the same', async () => {
    const thread = await ask(10)
    await db.insertInto('declinedArticles').values({ threadId: thread.id, articleId }).execute()
    expect(await measure()).toEqual({ [thread.id]: 'refused' })
  })

  test('is not answered by what came later, nor by the article made from it', async () => {
    const before = await ask(30)
    const after = await ask(10)
    await createAnswer({ threadId: before.id, body: `By now there is [this](/kb/articles/${articleId}).` })
    await db
      .updateTable('articles')
      .set({ publishedAt: daysAgo(20) })
      .where('id', '=', articleId)
      .execute()
    expect(await measure()).toEqual({ [after.id]: 'unknown' })

    await db
      .updateTable('articles')
      .set({ publishedAt: daysAgo(39), sourceThreadId: after.id })
      .execute()
    expect(await measure()).toEqual({ [before.id]: 'right' })
  })

  test('is left out when it is private, hidden, of staff, or older than looked back', async () => {
    const [hidden, secret, old] = [await ask(10), await ask(9), await ask(19)]
    await createThread({ title: TITLE, at: daysAgo(8), authorId: admin.id })
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', secret.id).execute()
    await db.updateTable('threads').set({ questionState: 'hidden' }).where('id', '=', hidden.id).execute()
    await db
      .insertInto('settings')
      .values({ name: 'automaticReply', value: JSON.stringify({ historyDays: 12 }) })
      .execute()
    expect(await measure()).toEqual({})
    expect(Object.keys(await measure())).not.toContain(String(old.id))
  })
})

describe('measuring', () => {
  test('goes on in parts, says how far it is, and forgets the one before', async () => {
    for (const day of [9, 8, 7]) await ask(day)
    await measureReplies(db, system, searchEngine, { now: NOW, atOnce: 2 })
    const { running, last } = await findPrecision(db)
    expect(running).toMatchObject({ questions: 4, done: 2, finishedAt: null })
    expect(last).toBeUndefined()
    expect(await pendingJobs()).toContainEqual({ name: 'automatic_replies.measure', payload: { goesOn: true } })

    await measureReplies(db, system, searchEngine, { goesOn: true, atOnce: 2 })
    const first = await findPrecision(db)
    expect(first).toMatchObject({ last: { questions: 4, done: 4 }, running: undefined })
    await measureReplies(db, system, searchEngine, { goesOn: true })
    expect((await findPrecision(db)).last?.id).toBe(first.last?.id)

    await measureReplies(db, system, searchEngine, { now: NOW })
    const again = await findPrecision(db)
    expect(again.last?.id).toBeGreaterThan(first.last?.id ?? 0)
    expect(await db.selectFrom('automaticReplyMeasurements').select('id').execute()).toHaveLength(1)
    expect(again.last?.table.map(({ given }) => given)).toEqual(first.last?.table.map(({ given }) => given))
  })

  test('is started by administrators, one at a time', async () => {
    const staff = await createUser({ roles: ['staff'] })
    await expect(startMeasurement(db, staff, {})).rejects.toMatchObject({ code: 'settings.change' })
    await atOnce(4, () => startMeasurement(db, admin, {}))
    expect(await db.selectFrom('automaticReplyMeasurements').select('startedBy').execute()).toEqual([
      { startedBy: admin.id },
    ])
    const events = await db.selectFrom('events').where('verb', '=', 'automatic_reply.measured').select('id').execute()
    expect(events).toHaveLength(1)
    await measureReplies(db, system, searchEngine, { goesOn: true })
    expect((await findPrecision(db)).running).toBeUndefined()
  })
})

describe('the table', () => {
  const many = (count: number, certainty: number, outcome: Case['outcome']) =>
    Array.from({ length: count }, (): Case => ({ certainty, outcome }))

  test('says for each threshold what would have been shown and what of it was right', () => {
    const cases = [
      ...many(30, 0.96, 'right'),
      ...many(2, 0.96, 'refused'),
      ...many(10, 0.72, 'right'),
      ...many(18, 0.72, 'otherwise'),
      ...many(7, 0.5, 'unknown'),
    ]
    const [low, , , , middle, , , , , high] = precisionTable(cases)
    expect(low).toMatchObject({ threshold: 0.5, given: 67, right: 40, refused: 2, otherwise: 18, unknown: 7 })
    expect(low?.precision?.share).toBeCloseTo(40 / 60)
    expect(middle).toMatchObject({ threshold: 0.7, given: 60 })
    expect(high).toMatchObject({ threshold: 0.95, given: 32, right: 30, refused: 2 })
    expect(high?.precision?.share).toBeCloseTo(30 / 32)
    expect(high?.precision?.from).toBeCloseTo(0.799, 2)
    expect(high?.precision?.to).toBeCloseTo(0.983, 2)
  })

  test('says no share where too few are known, however many are not', () => {
    const cases = [...many(CASES_MIN - 1, 0.9, 'right'), ...many(500, 0.9, 'unknown')]
    expect(precisionTable(cases).every(({ precision }) => precision === null)).toBe(true)
    expect(precisionTable([...cases, ...many(1, 0.9, 'refused')])[0]?.precision?.share).toBeCloseTo(0.95)
    expect(precisionTable([])[0]).toMatchObject({ given: 0, precision: null })
  })
})
