import type { AppLoadContext } from '@remix-run/node'
import { beforeEach, expect, test } from 'vitest'
import { countFunnel } from '#app/domain/journeys/count-funnel.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { action as joinInstead } from '#app/pages/ask/duplicate.ts'
import { action as ask } from '#app/pages/ask/page.tsx'
import { loader as article } from '#app/pages/kb/article.tsx'
import { action as rate } from '#app/pages/kb/rating.ts'
import { action as meToo } from '#app/pages/question/me-too.ts'
import { action as join } from '#app/pages/suggestions/me-toos.ts'
import { action as open } from '#app/pages/suggestions/openings.ts'
import { action as solve } from '#app/pages/suggestions/solutions.ts'
import { action as viewSuggestions } from '#app/pages/suggestions/views.ts'
import { createStepRecorder, journeysWritten } from '#app/web/journey.server.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'

type Route = (args: { request: Request; params: Record<string, string>; context: AppLoadContext }) => unknown
type Visit = { fields?: Record<string, string>; params?: Record<string, string | number>; from?: string }

let browsers = 0

/** A browser at an address of its own, which keeps the cookie of its journey and goes from page to page. */
function browser(viewer: Viewer = null) {
  let cookie = ''
  const ip = `192.0.2.${++browsers}`
  return async (route: Route, { fields, params = {}, from = '/' }: Visit = {}) => {
    const headers = {
      cookie,
      host: 'localhost',
      referer: `http://localhost${from}`,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    }
    const context = {
      ...contextOf(viewer, { browserKey: 'a-browser' }),
      recordStep: createStepRecorder(
        { headers, ip, secure: false, method: fields ? 'POST' : 'GET' },
        (line) => {
          cookie = line.split(';')[0] ?? ''
        },
        () => ({ viewer: Promise.resolve(viewer), locale: Promise.resolve('en') }),
      ),
    }
    const request = new Request(
      'http://localhost/',
      fields ? { method: 'POST', body: new URLSearchParams(fields) } : {},
    )
    const named = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
    const answered = await route({ request, params: named, context })
    await journeysWritten()
    return answered
  }
}

async function journeys() {
  const rows = await db.selectFrom('journeys').selectAll().orderBy('id').execute()
  const steps = await db.selectFrom('journeySteps').selectAll().orderBy('id').execute()
  return rows.map(({ id, outcome, threadId }) => ({
    outcome,
    threadId,
    steps: steps.filter((step) => step.journeyId === id).map((step) => step.step),
  }))
}

const TITLE = 'The pressure gauge of the boiler drops every night'
const BODY = 'In the evening it shows two bars, and in the morning half a bar. Nothing leaks that I can see.'
let articleId = 0
let articlePostId = 0
let threadId = 0
let questionId = 0
let question: Record<string, string> = {}

beforeEach(async () => {
  const written = await createArticle({ title: 'Why the pressure gauge of a boiler drops at night', body: BODY })
  articleId = written.id
  const translation = db.selectFrom('articleTranslations').where('articleId', '=', articleId).select('postId')
  articlePostId = (await translation.executeTakeFirstOrThrow()).postId
  const thread = await createThread({ title: 'My boiler makes a noise at night', tags: ['boiler'] })
  threadId = thread.id
  questionId = thread.questionId ?? 0
  await createTag({ name: 'boiler' })
  const { id: categoryId } = await createCategory()
  await searchEngine.rebuild(db)
  question = { title: TITLE, body: BODY, tags: 'boiler', categoryId: String(categoryId), opened: '', reviewed: 'yes' }
})

test('a reader of the knowledge base whom an article helped', async () => {
  const visit = browser()
  await visit(article, { params: { articleId }, from: '/kb' })
  await visit(rate, { params: { articleId }, fields: { helpful: 'yes' } })
  expect(await journeys()).toEqual([{ outcome: 'solved_alone', threadId: null, steps: ['article', 'solved_alone'] }])
  await visit(rate, { params: { articleId }, fields: { helpful: 'no' } })
  expect(await journeys()).toEqual([{ outcome: null, threadId: null, steps: ['article'] }])
})

test('an article that is not there is no step', async () => {
  const visit = browser()
  await Promise.resolve(visit(article, { params: { articleId: 999_999 }, from: '/kb' })).catch(() => {})
  expect(await journeys()).toEqual([])
})

test('somebody who types a need, opens what is suggested, and asks all the same', async () => {
  const visit = browser(await createUser({ createdAt: new Date('2025-01-01') }))
  await visit(viewSuggestions, { fields: {} })
  await visit(open, { fields: { postId: String(articlePostId), text: TITLE, found: '1', rank: '1' } })
  await visit(viewSuggestions, { fields: {} })
  expect(await journeys()).toEqual([
    { outcome: null, threadId: null, steps: ['suggestion_shown', 'suggestion_opened'] },
  ])
  await visit(ask, { fields: question })
  const asked = await db.selectFrom('threads').where('title', '=', TITLE).select('id').executeTakeFirstOrThrow()
  expect(await journeys()).toEqual([
    { outcome: 'asked', threadId: asked.id, steps: ['suggestion_shown', 'suggestion_opened', 'ask'] },
  ])
  const year = { from: new Date('2020-01-01'), until: new Date('2100-01-01') }
  expect(await countFunnel(db, year)).toMatchObject({ journeys: 1, askedAfterSuggestion: 1 })
})

test('a question that is refused is not asked', async () => {
  const visit = browser(await createUser())
  await visit(ask, { fields: { ...question, title: 'Short' } })
  expect(await journeys()).toEqual([])
})

test('somebody whom a suggestion solved it', async () => {
  const visit = browser(await createUser())
  await visit(viewSuggestions, { fields: {} })
  await visit(solve, { fields: { solves: String(articlePostId), inPlace: 'on' } })
  expect(await journeys()).toEqual([
    { outcome: 'solved_alone', threadId: null, steps: ['suggestion_shown', 'solved_alone'] },
  ])
})

test('somebody who has the same problem, says so in any of the places, and takes it back', async () => {
  const joined = { outcome: 'joined', threadId, steps: ['joined'] }
  const visit = browser(await createUser({ reputation: 50 }))
  await visit(join, { fields: { solves: String(questionId) } })
  await browser(await createUser())(joinInstead, { fields: { ...question, duplicateOf: String(questionId) } })
  await browser()(meToo, { params: { threadId }, fields: {} })
  expect(await journeys()).toEqual([joined, joined, joined])
  await visit(meToo, { params: { threadId }, fields: { undo: 'on' } })
  expect(await journeys()).toEqual([joined, joined])
})

test('who answers looks at suggestions without a need', async () => {
  const visit = browser(await createUser())
  const opened = { postId: String(articlePostId), text: TITLE, found: '1', rank: '1', surface: 'composer' }
  await visit(open, { fields: opened })
  expect(await journeys()).toEqual([])
})
