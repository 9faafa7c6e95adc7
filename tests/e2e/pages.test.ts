import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe, axeInTheDark, axeWithoutColours, openPage } from '#tests/support/browser.ts'
import { inDatabaseOf } from '#tests/support/people.ts'
import { hasJava, type SentPage, validate } from '#tests/support/validator.ts'

const TABS = 3

let app: Awaited<ReturnType<typeof startApp>>
let paths: Record<
  'thread' | 'article' | 'draft' | 'ticket' | 'review' | 'question' | 'user' | 'edit' | 'suggested',
  string
>

beforeAll(async () => {
  app = await startApp({ demo: true })
  paths = await inDatabaseOf(app.databaseUrl, async (db) => {
    const thread = await db
      .selectFrom('threads')
      .where('acceptedAnswerId', 'is not', null)
      .select(['id', 'questionId', 'authorId'])
      .orderBy('answerCount', 'desc')
      .executeTakeFirstOrThrow()
    const article = await db
      .selectFrom('articles')
      .where('state', '=', 'published')
      .select('id')
      .executeTakeFirstOrThrow()
    const draft = await db
      .selectFrom('articles')
      .where('state', '=', 'in_review')
      .select('id')
      .executeTakeFirstOrThrow()
    const ticket = await db.selectFrom('tickets').where('state', '=', 'open').select('id').executeTakeFirstOrThrow()
    const review = await db.selectFrom('reviews').where('state', '=', 'open').select('id').executeTakeFirstOrThrow()
    const edit = await db
      .selectFrom('suggestedEdits')
      .where('state', '=', 'open')
      .select('id')
      .executeTakeFirstOrThrow()
    const suggested = await db.selectFrom('automaticReplies').select('threadId').executeTakeFirstOrThrow()
    return {
      suggested: `/questions/${suggested.threadId}`,
      thread: `/questions/${thread.id}`,
      question: `/posts/${thread.questionId}`,
      user: `/users/${thread.authorId}`,
      article: `/kb/articles/${article.id}`,
      draft: `/kb/articles/${draft.id}`,
      ticket: `/desk/tickets/${ticket.id}`,
      review: `/review/${review.id}`,
      edit: `/review/edits/${edit.id}`,
    }
  })
})
afterAll(() => app?.stop())

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('[name=email]').fill(`${name}@demo.entraide.example`)
  await page.locator('[name=password]').fill('entraide-demo')
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL((url) => url.pathname === '/')
}

const OPEN = (): string[] => [
  '/',
  '/questions',
  '/questions?filter=unanswered&sort=score',
  paths.thread,
  paths.suggested,
  `${paths.question}/revisions`,
  '/search?q=hub',
  '/search?q=zzzzqqq',
  '/search',
  '/search?q=hub+score:abc&state=solved&lang=en&sort=newest',
  '/search?q=firmwre',
  '/contact?title=The%20soil%20probe%20shows%20a%20wrong%20value',
  '/questions/99999-soil-probe-shows-a-wrong-value',
  '/kb',
  paths.article,
  '/tags',
  '/tags/wifi',
  '/tags/wifi/history',
  '/categories/hub-sensors',
  '/questions?tag=wifi&tag=setup&lang=en',
  '/badges',
  '/badges/teacher',
  '/privileges',
  '/users?tab=leaders&period=all',
  '/tags/setup/leaders?period=all',
  ...['activity', 'questions', 'answers', 'badges', 'reputation'].map((part) => `${paths.user}/${part}`),
  '/users',
  paths.user,
  '/experts',
  '/sign-in',
  '/sign-up',
  '/sign-up/done',
  '/nothing-here',
]

const FOR_STAFF = (): string[] => [
  '/',
  '/ask',
  '/contact',
  '/drafts',
  '/notifications',
  '/bookmarks',
  '/following',
  '/settings/notifications',
  paths.thread,
  `${paths.question}/edit`,
  `${paths.question}/comments`,
  `${paths.question}/flags`,
  `${paths.thread.replace('questions', 'threads')}/closure`,
  `${paths.thread.replace('questions', 'threads')}/merge`,
  `${paths.suggested.replace('questions', 'threads')}/help`,
  `${paths.user}/sanctions`,
  '/review/edits',
  paths.edit,
  '/admin/experts',
  '/admin/searches',
  '/admin/searches?list=frequent',
  '/admin/search',
  `${paths.thread.replace('questions', 'threads')}/escalations`,
  `${paths.thread}/info-request`,
  '/settings',
  '/kb/drafts',
  '/kb/articles/new',
  paths.draft,
  `${paths.draft}/edit`,
  '/desk',
  '/desk?view=open',
  '/desk/backlog',
  paths.ticket,
  '/review',
  paths.review,
  '/tags/wifi/edit',
  '/tags/wifi/names',
  '/admin/categories',
  '/admin/categories/2',
  '/admin/categories/new',
  '/admin/policies',
  '/admin/policies/new',
  '/admin/calendars',
  '/admin/calendars/new',
  '/admin/automatic-reply',
  '/admin/audit',
  '/admin/settings',
  '/admin/settings/privileges',
]

/** Looks at each page, at a few at a time: while one loads another one is judged. */
async function visit(page: Page, paths: string[], look: (tab: Page, path: string) => Promise<void>): Promise<void> {
  const further = await Promise.all(Array.from({ length: TABS - 1 }, () => page.context().newPage()))
  const left = paths.values()
  const visits = [page, ...further].map(async (tab) => {
    for (const path of left) await look(tab, path)
  })
  await Promise.all(visits)
}

const sent: Array<Promise<SentPage>> = []

/** Keeps a page as the server sent it, for the validator. */
function keep(name: string, response: Response | null): void {
  if (response) sent.push(response.text().then((html) => ({ name, html })))
}

test('times are those of the browser, from the first page on; dates are those of its country', async () => {
  const page = await openPage(app.url, { timezoneId: 'America/New_York', locale: 'en-GB' })
  const titles = () =>
    page.locator('main time').evaluateAll((times) => times.map((time) => (time as HTMLElement).title))
  const british = /^\d{1,2} \w+ \d{4} at \d\d:\d\d GMT-[45]$/
  const areThose = async (form: RegExp) =>
    expect((await titles()).map((title) => (form.test(title) ? '' : title))).toEqual((await titles()).map(() => ''))

  // The server does not know the zone yet; the page is written again once its scripts have come.
  expect(await (await page.goto('/questions'))?.text()).toMatch(/title="\d{1,2} \w+ \d{4} at \d\d:\d\d UTC"/)
  await expect.poll(titles).toContainEqual(expect.stringMatching(british))
  await areThose(british)
  expect(await (await page.goto('/questions'))?.text()).not.toContain(' UTC"')
  await areThose(british)
})

describe('every page has nothing that axe finds', { timeout: 300_000 }, () => {
  test('for a visitor, light and dark', async () => {
    await visit(await openPage(app.url), OPEN(), async (tab, path) => {
      keep(path, await tab.goto(path))
      await axe(tab)
      await axeInTheDark(tab)
    })
  })

  test('for a visitor on a phone, in French', async () => {
    const page = await openPage(app.url, { viewport: { width: 390, height: 844 }, locale: 'fr-FR' })
    await visit(page, OPEN(), async (tab, path) => {
      await tab.goto(path)
      await axeWithoutColours(tab)
      const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `${path} is wider than the phone`).toBeLessThanOrEqual(0)
    })
  })

  test('for an administrator, light and dark', async () => {
    const page = await openPage(app.url)
    await signIn(page, 'odile')
    await visit(page, FOR_STAFF(), async (tab, path) => {
      const response = await tab.goto(path)
      expect(response?.status(), path).toBe(200)
      keep(`${path} for an administrator`, response)
      await axe(tab)
      await axeInTheDark(tab)
    })
  })
})

test('every page is HTML as validators accept it, and says what it is about', async ({ skip }) => {
  if (!(await hasJava())) skip('The validator of HTML needs Java, which is not installed')
  const pages = await Promise.all(sent)
  expect(pages.length).toBeGreaterThan(60)
  expect(await validate(pages)).toEqual([])
  const silent = pages.filter(({ html }) => !/<meta name="(description|robots)" content="[^"]/.test(html))
  expect(silent.map(({ name }) => name)).toEqual([])
})

test('the page of a thread comes to life with at most 130 KB of JavaScript, and nothing moves', async () => {
  const page = await openPage(app.url)
  const scripts: Array<Promise<number>> = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') {
      scripts.push(response.body().then((body) => gzipSync(body).length))
    }
  })
  await page.addInitScript(() => {
    const seen = { shift: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(paths.thread, { waitUntil: 'networkidle' })
  const bytes = (await Promise.all(scripts)).reduce((sum, each) => sum + each, 0)
  expect(scripts.length).toBeGreaterThan(2)
  // What the frame loads is one file (`vite.config.ts`); the others are of this page.
  expect(scripts.length).toBeLessThanOrEqual(25)
  expect(bytes).toBeLessThanOrEqual(130 * 1024)
  expect(await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift)).toBeLessThan(0.01)
})

test('without JavaScript one reads, signs in, votes, comments, answers and searches', async () => {
  const page = await openPage(app.url, { javaScriptEnabled: false })
  await signIn(page, 'priya')
  await page.goto('/questions?filter=unanswered')
  await page.locator('main ol li h2 a').first().click()
  const score = page.locator('output').first()
  const before = Number(await score.textContent())
  await page.getByRole('button', { name: 'This is useful' }).first().click()
  expect(Number(await score.textContent())).toBe(before + 1)

  await page.locator('summary', { hasText: 'Comment' }).first().click()
  await page.getByLabel('Your comment').first().fill('Which version does the app show?')
  await page.getByRole('button', { name: 'Post comment' }).first().click()
  expect(await page.getByText('Which version does the app show?').count()).toBe(1)

  await page.getByLabel('Answer', { exact: true }).fill('Restart the hub first, then read its log.')
  await page.getByRole('button', { name: 'Post answer' }).click()
  expect(await page.getByText('then read its log').count()).toBe(1)

  await page.locator('header input[type=search]').fill('firmware update')
  await page.locator('header input[type=search]').press('Enter')
  expect(
    await page
      .locator('main')
      .getByRole('link', { name: /firmware/i })
      .count(),
  ).toBeGreaterThan(0)

  await page.goto('/ask')
  await page.getByLabel('Title').fill('The firmware update never finishes')
  await page.getByRole('button', { name: 'Check for existing answers' }).click()
  expect(
    await page.getByRole('region', { name: 'Does one of these answer it?' }).getByRole('link').count(),
  ).toBeGreaterThan(0)
  expect(await page.getByLabel('Title').inputValue()).toBe('The firmware update never finishes')
})

test('one goes from page to page and votes without a reload, by the keyboard alone', async () => {
  const page = await openPage(app.url)
  await signIn(page, 'priya')
  await page.goto('/questions?filter=unsolved')
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  await page.keyboard.press('/')
  await page.keyboard.type('hub')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/search?q=hub')
  // The address changes before the page does.
  await page.locator('[data-result]').first().waitFor()
  await page.goBack()
  await page.waitForURL('**/questions?filter=unsolved')
  await page.getByRole('heading', { level: 1, name: 'Questions' }).waitFor()
  await page.locator('main ol li h2 a:not([data-result])').nth(1).press('Enter')
  await page.getByRole('region', { name: 'Question', exact: true }).waitFor()
  const down = page.getByRole('button', { name: 'This is not useful' }).first()
  await down.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => down.getAttribute('aria-pressed')).toBe('true')
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
})

test('a language and a theme chosen at the foot of the page stay', async () => {
  const page = await openPage(app.url)
  await page.goto('/questions')
  await page.getByRole('button', { name: 'Français' }).click()
  await page.getByRole('heading', { level: 1, name: 'Questions' }).waitFor()
  await page.getByRole('button', { name: 'Thème sombre' }).click()
  await page.locator('html[data-theme=dark]').waitFor()
  await page.goto('/kb')
  expect(await page.locator('html').getAttribute('lang')).toBe('fr')
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
  await page.getByRole('heading', { level: 1, name: 'Base de connaissances' }).waitFor()
})
