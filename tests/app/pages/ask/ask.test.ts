import { beforeEach, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { restoreDraft } from '#app/domain/drafts/restore-draft.ts'
import { logSearch } from '#app/domain/search/log/log-search.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { action as duplicate } from '#app/pages/ask/duplicate.ts'
import { action as ask } from '#app/pages/ask/page.tsx'
import { action as suggestions } from '#app/pages/suggestions/list.ts'
import { action as meToos } from '#app/pages/suggestions/me-toos.ts'
import { action as openings } from '#app/pages/suggestions/openings.ts'
import { action as solutions } from '#app/pages/suggestions/solutions.ts'
import { readSearchToken } from '#app/web/search-log.server.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import { post } from '#tests/support/requests.ts'

const TITLE = 'The pressure gauge of the boiler drops every night'
const BODY = 'In the evening it shows two bars, and in the morning half a bar. Nothing leaks that I can see.'

let viewer: Actor
let question: Record<string, string>
let threadId: number
let questionId: number
let answerId: number

beforeEach(async () => {
  const asker = await createUser()
  const category = await createCategory()
  const thread = await createThread({
    authorId: asker.id,
    title: TITLE,
    body: BODY,
    tags: ['boiler'],
    categoryId: category.id,
  })
  const answer = await createAnswer({
    threadId: thread.id,
    body: 'Hello. The expansion vessel has lost its air: pump it up, and the pressure gauge stays where it is at night.',
  })
  await acceptAnswer(db, asker, { answerId: answer.id })
  await createThread({ title: 'Where is the manual of the door?', tags: ['door'] })
  await createThread({ title: 'Which colours are there of the roof?', tags: ['roof'] })
  await searchEngine.rebuild(db)
  threadId = thread.id
  questionId = thread.questionId ?? 0
  answerId = answer.id
  viewer = await createUser({ createdAt: new Date('2025-01-01') })
  question = { title: TITLE, body: BODY, tags: 'boiler', categoryId: String(category.id), opened: '', step: 'post' }
})

/** The answer of a route that speaks JSON. */
async function json(action: typeof suggestions, fields: Record<string, string>, asked: { viewer?: Actor | null } = {}) {
  const request = new Request('http://localhost/', { method: 'POST', body: new URLSearchParams(fields) })
  const answer = await action({ request, params: {}, context: contextOf(asked.viewer ?? null) })
  return (answer as Response).json()
}

async function setCertainty(figures: { sendingPercent?: number; duplicatePercent?: number }) {
  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, { name: 'suggestions', value: { ...settings.suggestions.parse({}), ...figures } })
}

const threads = () => db.selectFrom('threads').where('authorId', '=', viewer.id).select('id').execute()

test('what is typed finds what answers it, with tags and the category of it', async () => {
  const found = await json(suggestions, { title: 'boiler pressure gauge drops', body: '', tags: '' })
  expect(found.items[0]).toMatchObject({ threadId, source: 'accepted', answerId, solved: true })
  expect(found.items[0].passage).toContainEqual({ text: 'pressure', marked: true })
  expect(found.tags).toEqual(['boiler'])
  expect(found.category.id).toBe(Number(question.categoryId))
  expect(await json(suggestions, { title: 'boiler' })).toEqual({
    items: [],
    tags: [],
    category: null,
    language: null,
  })
})

test('odd input finds nothing or something, and never fails', async () => {
  for (const title of [
    '?'.repeat(50),
    '🚿'.repeat(20),
    `'; drop table posts; --`,
    'score:abc [tag',
    'x'.repeat(10_000),
  ]) {
    expect(await json(suggestions, { title, body: title, tags: title })).toHaveProperty('items')
  }
})

test('opening one shows the answer, and logs without the person what it was found for', async () => {
  const fields = { postId: String(questionId), text: 'pressure drops', found: '1', rank: '1' }
  const opened = await json(openings, fields)
  expect(opened).toMatchObject({ threadId, answer: { accepted: true } })
  expect(opened.html).toContain('expansion vessel')
  const again = await json(openings, { ...fields, search: opened.search })
  expect(again.search).toBe(opened.search)
  expect(await db.selectFrom('searches').select(['text', 'surface', 'hits']).execute()).toEqual([
    { text: 'pressure drops', surface: 'suggestions', hits: 1 },
  ])
  expect(await db.selectFrom('searchOpenings').select(['postId', 'rank']).execute()).toEqual([
    { postId: questionId, rank: 1 },
  ])
})

test('nobody writes openings to the search of somebody else', async () => {
  const others = await logSearch(db, { text: 'boiler', locale: 'en', surface: 'page', hits: 5 })
  const fields = { postId: String(questionId), text: 'pressure drops', found: '1', rank: '1' }
  const opened = await json(openings, { ...fields, search: String(others), searchId: String(others) })
  expect(await readSearchToken(opened.search)).not.toBe(others)
  await json(openings, { ...fields, search: opened.search.replace(/^\d+/, String(others)) })
  const logged = await db.selectFrom('searchOpenings').select('searchId').execute()
  expect(logged.map(({ searchId }) => searchId)).not.toContain(others)
})

test('of an article the section that answers is shown', async () => {
  const article = await createArticle({ body: '## Power\n\nPlug it in.\n\n## Light\n\nWait for it.' })
  const { postId } = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', article.id)
    .select('postId')
    .executeTakeFirstOrThrow()
  const opened = await json(openings, { postId: String(postId), section: 'section-light' })
  expect(opened).toMatchObject({ articleId: article.id, isPart: true })
  expect(opened.html).not.toContain('Plug')
  const whole = await json(openings, { postId: String(postId), section: 'section-gone' })
  expect(whole.isPart).toBe(false)
  expect(whole.html).toContain('Plug')
})

test('what one may not see does not open', async () => {
  await db.updateTable('threads').set({ audience: 'members' }).where('id', '=', threadId).execute()
  expect((await post(openings, { postId: String(questionId) })).status).not.toBe(200)
  expect((await post(solutions, { solves: String(questionId) })).status).not.toBe(302)
  expect(await db.selectFrom('deflections').select('id').execute()).toEqual([])
})

test('"this solved it" counts, and without JavaScript leads to what did', async () => {
  expect(await json(solutions, { solves: String(questionId), inPlace: 'on' }, { viewer })).toEqual({ solved: true })
  expect(await post(solutions, { ...question, solves: String(questionId) }, { viewer })).toMatchObject({
    status: 302,
    location: expect.stringContaining(`/questions/${threadId}`),
  })
  expect(await db.selectFrom('deflections').select('userId').execute()).toEqual([{ userId: viewer.id }])
})

test('before sending the strongest are shown once; then the question is posted', async () => {
  await setCertainty({ sendingPercent: 10, duplicatePercent: 100 })
  const first = await post(ask, question, { viewer })
  expect(first).toMatchObject({
    status: 200,
    data: { before: { items: [{ threadId }], duplicate: null }, form: { title: TITLE, reviewed: 'yes' } },
  })
  expect(await threads()).toEqual([])
  expect(await post(ask, { ...question, reviewed: 'yes' }, { viewer })).toMatchObject({ status: 302 })
  expect(await threads()).toHaveLength(1)
  expect(await db.selectFrom('searches').select(['text', 'surface']).execute()).toEqual([
    { text: TITLE, surface: 'suggestions' },
  ])
})

test('nothing strong enough, declined before, or switched off: it is posted at once', async () => {
  await setCertainty({ sendingPercent: 10, duplicatePercent: 100 })
  const all = (await db.selectFrom('posts').select('id').execute()).map((row) => row.id).join(' ')
  expect(await post(ask, { ...question, declined: all }, { viewer })).toMatchObject({ status: 302 })
  const beyond = await createUser({ createdAt: new Date('2025-01-01') })
  const asked = { ...question, declined: `${all} 1e30 -1 0.5 x`, reviewed: 'yes' }
  expect(await post(ask, asked, { viewer: beyond })).toMatchObject({ status: 302 })
  await setCertainty({ sendingPercent: 100, duplicatePercent: 100 })
  const other = await createUser({ createdAt: new Date('2025-01-01') })
  expect(await post(ask, question, { viewer: other })).toMatchObject({ status: 302 })
})

test('a question that will be refused is refused, and not held up first', async () => {
  await setCertainty({ sendingPercent: 1 })
  expect(await post(ask, { ...question, body: 'Short.' }, { viewer })).toMatchObject({
    status: 422,
    data: { before: undefined, errors: [{ code: 'body.too_short' }] },
  })
})

test('a near-certain duplicate asks whether it is the same; yes is a me-too, and the draft can come back', async () => {
  await setCertainty({ duplicatePercent: 10 })
  expect(await post(ask, question, { viewer })).toMatchObject({ data: { before: { duplicate: { threadId } } } })

  const fields = { ...question, reviewed: 'yes', draft: 'question', duplicateOf: String(questionId) }
  expect(await post(duplicate, fields, { viewer })).toMatchObject({
    status: 302,
    location: expect.stringMatching(new RegExp(`^/questions/${threadId}-.*\\?joined=draft$`)),
  })
  expect(await threads()).toEqual([])
  expect(await db.selectFrom('meToos').select(['threadId', 'userId']).execute()).toEqual([
    { threadId, userId: viewer.id },
  ])
  expect(
    await db.selectFrom('follows').where('userId', '=', viewer.id).select(['threadId', 'endedAt']).execute(),
  ).toEqual([{ threadId, endedAt: null }])
  expect(await findDraft(db, viewer, { kind: 'question' })).toBeUndefined()
  await restoreDraft(db, viewer, { kind: 'question' })
  expect((await findDraft(db, viewer, { kind: 'question' }))?.fields).toMatchObject({ title: TITLE, body: BODY })
})

test('one’s own question is no duplicate to join', async () => {
  await setCertainty({ duplicatePercent: 10 })
  await db.updateTable('threads').set({ authorId: viewer.id }).where('id', '=', threadId).execute()
  expect(await post(ask, question, { viewer })).toMatchObject({ data: { before: { duplicate: null } } })
  expect((await post(duplicate, { ...question, duplicateOf: String(questionId) }, { viewer })).status).toBe(409)
})

test('without JavaScript a button shows what there is, and says when there is nothing', async () => {
  expect(await post(ask, { ...question, step: 'check' }, { viewer })).toMatchObject({
    status: 200,
    data: { checked: true, suggestions: [{ threadId }], form: { title: TITLE } },
  })
  expect(await post(ask, { ...question, title: 'Zebras xylophones quartz', step: 'check' }, { viewer })).toMatchObject({
    data: { checked: true, suggestions: [] },
  })
})

test('a visitor says "same problem" of an open question in place', async () => {
  expect(await json(meToos, { solves: String(questionId) })).toEqual({ joined: true })
  expect(await db.selectFrom('meToos').select('browserKey').execute()).toEqual([
    { browserKey: 'a-browser-of-a-reader' },
  ])
})
