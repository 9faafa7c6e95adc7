import { beforeEach, expect, test } from 'vitest'
import { deleteJourney } from '#app/domain/journeys/delete-journey.ts'
import { type RecordedStep, recordStep } from '#app/domain/journeys/record-step.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { atOnce, db } from '#tests/support/database.ts'

const KEY = '0b1c5f0e-6c5e-4c8e-9f9a-000000000001'
const START = new Date('2026-11-20T09:00:00Z')
const after = (minutes: number) => new Date(START.getTime() + minutes * 60_000)

let threadId = 0
let otherThreadId = 0
let thirdThreadId = 0
let articleId = 0
// Only their numbers matter here.
beforeEach(async () => {
  const { id: categoryId } = await createCategory()
  const threads = ['One', 'Two', 'Three'].map((title) => ({ categoryId, title }))
  const written = await db.insertInto('threads').values(threads).returning('id').execute()
  ;[threadId = 0, otherThreadId = 0, thirdThreadId = 0] = written.map((thread) => thread.id)
  const { id: draftedBy } = await getSystemActor(db)
  const article = { categoryId, defaultLocale: 'en' as const, draftedBy, ownerId: draftedBy }
  articleId = (await db.insertInto('articles').values(article).returning('id').executeTakeFirstOrThrow()).id
})

type Said = Partial<RecordedStep> & { step: RecordedStep['step'] }
const note = (minutes: number, said: Said) =>
  recordStep(db, { key: KEY, locale: 'en', member: false, at: after(minutes), ...said })

/** Journeys of the test in their order: outcome and steps. */
async function journeys() {
  const rows = await db.selectFrom('journeys').selectAll().orderBy('id').execute()
  const steps = await db.selectFrom('journeySteps').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    outcome: row.outcome,
    steps: steps.filter((step) => step.journeyId === row.id).map((step) => step.step),
  }))
}

test('a need from the first search to the question is one journey', async () => {
  await note(0, { step: 'search' })
  await note(1, { step: 'suggestion_opened', articleId })
  await note(2, { step: 'article', articleId })
  await note(25, { step: 'suggestion_shown', member: true })
  await note(70, { step: 'ask', threadId, member: true })
  expect(await journeys()).toEqual([
    { outcome: 'asked', steps: ['search', 'suggestion_opened', 'article', 'suggestion_shown', 'ask'] },
  ])
  expect(await db.selectFrom('journeys').selectAll().executeTakeFirst()).toMatchObject({
    key: KEY,
    member: true,
    locale: 'en',
    begunAt: START,
    lastAt: after(70),
    endedAt: after(70),
    threadId,
  })
})

test('the same step about the same thing is written once', async () => {
  for (const minute of [0, 1, 2]) await note(minute, { step: 'search' })
  for (const minute of [3, 4]) await note(minute, { step: 'article', articleId })
  await note(5, { step: 'suggestion_opened', threadId })
  await note(6, { step: 'suggestion_opened', threadId: otherThreadId })
  expect(await journeys()).toEqual([
    { outcome: null, steps: ['search', 'article', 'suggestion_opened', 'suggestion_opened'] },
  ])
  expect((await db.selectFrom('journeys').select('lastAt').executeTakeFirst())?.lastAt).toEqual(after(6))
})

test('a question that is sent twice is asked once', async () => {
  await note(0, { step: 'ask', threadId })
  await note(0, { step: 'ask', threadId })
  await note(1, { step: 'ask', threadId, key: KEY.replace('1', '2') })
  expect(await journeys()).toEqual([{ outcome: 'asked', steps: ['ask'] }])
})

const NEEDS: Array<{ why: string; first: Said; minutes: number; next: Said['step']; begins: boolean }> = [
  { why: 'typing goes on', first: { step: 'search' }, minutes: 30, next: 'search', begins: false },
  { why: 'typing after a silence', first: { step: 'search' }, minutes: 31, next: 'search', begins: true },
  {
    why: 'suggestions after a silence',
    first: { step: 'search' },
    minutes: 31,
    next: 'suggestion_shown',
    begins: true,
  },
  { why: 'a guide after a silence', first: { step: 'search' }, minutes: 31, next: 'guide', begins: true },
  { why: 'reading after a silence', first: { step: 'search' }, minutes: 600, next: 'article', begins: false },
  { why: 'asking after a silence', first: { step: 'search' }, minutes: 600, next: 'ask', begins: false },
  { why: 'solved after a silence', first: { step: 'search' }, minutes: 600, next: 'solved_alone', begins: false },
  { why: 'the next day', first: { step: 'search' }, minutes: 1440, next: 'article', begins: true },
  { why: 'an echo of typing', first: { step: 'solved_alone' }, minutes: 0.9, next: 'suggestion_shown', begins: false },
  { why: 'typing after an outcome', first: { step: 'solved_alone' }, minutes: 1, next: 'search', begins: true },
  { why: 'reading on', first: { step: 'solved_alone' }, minutes: 30, next: 'article', begins: false },
  { why: 'reading later', first: { step: 'solved_alone' }, minutes: 31, next: 'article', begins: true },
  { why: 'asking after all', first: { step: 'solved_alone' }, minutes: 5, next: 'ask', begins: false },
  { why: 'asking after joining', first: { step: 'joined' }, minutes: 5, next: 'ask', begins: false },
  { why: 'asking much later', first: { step: 'joined' }, minutes: 31, next: 'ask', begins: true },
  { why: 'asking once more', first: { step: 'ask' }, minutes: 5, next: 'ask', begins: true },
  { why: 'reading after asking', first: { step: 'ask' }, minutes: 5, next: 'article', begins: false },
]

test('what begins another need', async () => {
  const { id: categoryId } = await createCategory()
  const found: unknown[] = []
  for (const { why, first, minutes, next } of NEEDS) {
    await db.deleteFrom('journeys').execute()
    const { id } = await db
      .insertInto('threads')
      .values({ categoryId, title: why })
      .returning('id')
      .executeTakeFirstOrThrow()
    await note(0, first.step === 'search' ? first : { ...first, threadId: otherThreadId })
    await note(minutes, { step: next, ...(next === 'ask' ? { threadId: id } : { articleId }) })
    found.push({ why, begins: (await journeys()).length === 2 })
  }
  expect(found).toEqual(NEEDS.map(({ why, begins }) => ({ why, begins })))
})

test('a need that another one follows without an outcome was left when it fell silent', async () => {
  await note(0, { step: 'search' })
  await note(4, { step: 'article', articleId })
  await note(60, { step: 'search' })
  expect(await journeys()).toEqual([
    { outcome: 'left', steps: ['search', 'article'] },
    { outcome: null, steps: ['search'] },
  ])
  expect((await db.selectFrom('journeys').select('endedAt').executeTakeFirst())?.endedAt).toEqual(after(4))
})

test('two needs of one day have an outcome each', async () => {
  await note(0, { step: 'search' })
  await note(1, { step: 'solved_alone', articleId })
  await note(200, { step: 'suggestion_shown' })
  await note(205, { step: 'ask', threadId })
  expect(await journeys()).toEqual([
    { outcome: 'solved_alone', steps: ['search', 'solved_alone'] },
    { outcome: 'asked', steps: ['suggestion_shown', 'ask'] },
  ])
})

test('the last word counts, and a question is the last', async () => {
  const outcome = async () => (await journeys()).map((journey) => journey.outcome)
  await note(0, { step: 'joined', threadId: otherThreadId })
  expect(await outcome()).toEqual(['joined'])
  await note(1, { step: 'solved_alone', articleId })
  expect(await outcome()).toEqual(['solved_alone'])
  expect((await db.selectFrom('journeys').select('threadId').executeTakeFirst())?.threadId).toBeNull()
  await note(2, { step: 'ask', threadId })
  expect(await outcome()).toEqual(['asked'])
  await note(3, { step: 'joined', threadId: thirdThreadId })
  expect(await outcome()).toEqual(['asked'])
  expect(await db.selectFrom('journeys').selectAll().executeTakeFirst()).toMatchObject({ threadId, endedAt: after(2) })
})

test('what was said and taken back was not said', async () => {
  await note(0, { step: 'joined', threadId })
  await note(1, { step: 'solved_alone', articleId })
  await note(2, { step: 'taken_back', articleId })
  expect(await journeys()).toEqual([{ outcome: 'joined', steps: ['joined'] }])
  await note(3, { step: 'taken_back', threadId: otherThreadId })
  expect(await journeys()).toEqual([{ outcome: 'joined', steps: ['joined'] }])
  await note(4, { step: 'taken_back', threadId })
  expect(await journeys()).toEqual([])
  await note(5, { step: 'search' })
  await note(6, { step: 'joined', threadId })
  await note(7, { step: 'taken_back', threadId })
  expect(await journeys()).toEqual([{ outcome: null, steps: ['search'] }])
})

test('taken back once another need has begun, the first one was left', async () => {
  await note(0, { step: 'solved_alone', articleId })
  await note(5, { step: 'search' })
  await note(6, { step: 'taken_back', articleId })
  expect(await journeys()).toEqual([
    { outcome: 'left', steps: ['article'] },
    { outcome: null, steps: ['search'] },
  ])
})

test('"this solved it" is said once a day of an article, which whoever says so at once has read', async () => {
  await note(0, { step: 'solved_alone', articleId })
  await note(100, { step: 'solved_alone', articleId })
  expect(await journeys()).toEqual([{ outcome: 'solved_alone', steps: ['article', 'solved_alone'] }])
})

test('an article shown under a question solved that question, not the need of today', async () => {
  await note(0, { step: 'ask', threadId })
  await note(500, { step: 'solved_alone', threadId, articleId })
  expect(await journeys()).toEqual([{ outcome: 'asked', steps: ['ask', 'solved_alone'] }])
  await note(600, { step: 'search' })
  await note(601, { step: 'solved_alone', threadId, articleId })
  await note(602, { step: 'solved_alone', threadId: otherThreadId, articleId })
  expect((await journeys()).map((journey) => journey.outcome)).toEqual(['asked', null])
})

test('a page that was merely opened goes on with a journey, and begins none', async () => {
  await note(0, { step: 'article', articleId, begins: false })
  expect(await journeys()).toEqual([])
  await note(1, { step: 'search' })
  await note(2, { step: 'article', articleId, begins: false })
  expect(await journeys()).toEqual([{ outcome: null, steps: ['search', 'article'] }])
})

test('many steps at one moment are steps of one journey, each written once', async () => {
  const steps: RecordedStep['step'][] = ['search', 'suggestion_shown', 'search', 'article']
  await atOnce(12, (index) => note(index / 100, { step: steps[index % 4] ?? 'search' }))
  expect(await journeys()).toEqual([{ outcome: null, steps: expect.arrayContaining(['search', 'suggestion_shown']) }])
  expect((await journeys())[0]?.steps).toHaveLength(3)
})

test('one question sent twice at one moment from two browsers is asked once', async () => {
  await atOnce(8, (index) =>
    note(0, { step: 'ask', threadId, key: KEY.slice(0, -1) + index }).catch((error: { code?: string }) => {
      if (error.code !== '23505') throw error
    }),
  )
  expect(await journeys()).toHaveLength(1)
})

test('dropping takes what has no outcome', async () => {
  await note(0, { step: 'solved_alone', articleId })
  await note(5, { step: 'search' })
  await deleteJourney(db, { key: KEY })
  expect(await journeys()).toEqual([{ outcome: 'solved_alone', steps: ['article', 'solved_alone'] }])
})
