import { sql } from 'kysely'
import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Db } from '#db/transaction.ts'
import { contactStaff } from '#moderation/escalation/contact-staff.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { startApp } from '#tests/support/app.ts'
import { axe, expectOutages, openPage } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'
import { picture } from '#tests/support/uploads.ts'

const QUESTION = 'The lamp of the hall goes on by itself at three each night, for an hour or so.'
const ANSWER = 'It is the firmware: each night it looks for a new one and starts anew.'

let app: Awaited<ReturnType<typeof startApp>>
let thread: { id: number; answerId: number; reviewId: number }
let privateId: number

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [], Mona: ['moderator', 'staff'] })
  await inDatabaseOf(app.databaseUrl, async (db) => {
    await db
      .updateTable('users')
      .set({ reputationPoints: 3000, createdAt: new Date(Date.now() - 90 * 86_400_000) })
      .where('kind', '=', 'person')
      .execute()
    const [ana, ben, mod] = [await actorOf(db, 'Ana'), await actorOf(db, 'Ben'), await actorOf(db, 'Mona')]
    const { id: categoryId } = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
    const about = { categoryId, locale: 'en' as const, at: hoursAgo(2) }
    const { id } = await askQuestion(db, ana, {
      ...about,
      title: 'The lamp goes on by itself',
      body: QUESTION,
      tags: 'setup',
    })
    const { id: answerId } = await postAnswer(db, ben, { threadId: id, body: ANSWER, at: hoursAgo(1) })
    const { reviewId } = await raiseFlag(db, ana, { postId: answerId, reason: 'spam', note: '' })
    await claimReview(db, mod, { reviewId })
    thread = { id, answerId, reviewId }
    privateId = (
      await contactStaff(db, ana, {
        ...about,
        at: hoursAgo(1),
        title: 'My invoice is wrong',
        body: 'It names another street than the one on which we have lived since May.',
      })
    ).id
  })
})
afterAll(() => app?.stop())

async function actorOf(db: Db, name: string) {
  const { id } = await db.selectFrom('users').where('name', '=', name).select('id').executeTakeFirstOrThrow()
  return getActor(db, id)
}

const proxyPage = (status: number) => (route: Route) =>
  route.fulfill({ status, contentType: 'text/html', body: `<html><title>${status}</title><h1>nginx</h1></html>` })
const reset = (route: Route) => route.abort('connectionreset')

/** The same page all the time: whoever reloads it, or shows another in its place, loses this mark. */
async function openMarked(name: string, path: string): Promise<Page> {
  const page = expectOutages(await signedIn(app.url, name))
  await page.goto(path)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  return page
}
async function expectSame(page: Page, path: string): Promise<void> {
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
  expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${path}(-|$)`))
}
const notSent = (page: Page) => page.locator('.not-sent')
const tryAgain = (page: Page) => notSent(page).getByRole('button', { name: 'Try again' })
/** Only what the page sends: it may still read. */
const whenSent = (answer: (route: Route) => unknown) => (route: Route) =>
  route.request().method() === 'POST' ? answer(route) : route.continue()

test('an answer, a comment, a vote and an acceptance: each stays with its page until it is sent', async () => {
  const path = `/questions/${thread.id}`
  const ana = await openMarked('Ana', path)
  // Leaving while offline is asked about.
  ana.on('dialog', (dialog) => dialog.accept())
  const answer = ana.locator('#answer-form').getByLabel('Answer', { exact: true })
  const words = 'I found out meanwhile that it is the update, as you say.'
  await answer.fill(words)

  // Answering, while a proxy has lost the forum: its page is no answer.
  const post = ana.getByRole('button', { name: 'Post answer' })
  await ana.route('**/questions/*.data', whenSent(proxyPage(502)))
  await post.click()
  await notSent(ana).filter({ hasText: 'Not sent. The server cannot process it at the moment.' }).waitFor()
  await expectSame(ana, path)
  expect(await answer.inputValue()).toBe(words)
  expect(await post.getAttribute('aria-busy')).toBeNull()
  await axe(ana)

  // A vote meanwhile, and the connection is reset.
  await ana.route('**/posts/*/vote.data', reset)
  const useful = ana.locator(`#post-${thread.answerId}`).getByRole('button', { name: 'This is useful' })
  await useful.click()
  await ana.locator('.not-sent', { hasText: 'The server cannot be reached.' }).waitFor()
  expect(await useful.getAttribute('aria-pressed')).toBe('false')
  expect(await ana.locator(`#post-${thread.answerId} output`).textContent()).toBe('0')
  await expectSame(ana, path)
  expect(await answer.inputValue()).toBe(words)
  await ana.unroute('**/posts/*/vote.data')
  await ana.locator(`#post-${thread.answerId} .not-sent`).getByRole('button', { name: 'Try again' }).click()
  await ana.locator(`#post-${thread.answerId}`).getByLabel('Score: 1').waitFor()

  // Accepting, without a network.
  await ana.context().setOffline(true)
  await ana.getByRole('button', { name: 'This solved it' }).click()
  await ana.locator(`#post-${thread.answerId} .not-sent`).filter({ hasText: 'cannot be reached' }).waitFor()
  await expectSame(ana, path)

  // Commenting, still without one.
  const under = ana.locator(`#post-${thread.answerId}`)
  await under.locator('summary', { hasText: 'Comment' }).click()
  await under.getByLabel('Your comment').fill('Which version was it?')
  await under.getByRole('button', { name: 'Post comment' }).click()
  await under.locator('form:has(textarea) .not-sent').waitFor()
  expect(await under.getByLabel('Your comment').inputValue()).toBe('Which version was it?')

  // A page that does not open leaves this one as it is.
  await ana.getByRole('link', { name: 'Tags', exact: true }).first().click()
  await ana.locator('.load-note', { hasText: 'The page did not open. The server cannot be reached.' }).waitFor()
  await ana.locator('.load-note').getByRole('button', { name: 'Cancel' }).click()
  await expectSame(ana, path)

  await ana.context().setOffline(false)
  await under.locator('form:has(textarea) .not-sent').getByRole('button', { name: 'Try again' }).click()
  await under.getByRole('list', { name: 'Comments' }).getByText('Which version was it?').waitFor()
  await ana.getByRole('button', { name: 'This solved it' }).click()
  await ana.getByText('Accepted').first().waitFor()
  await expect.poll(() => ana.locator('#announcement').textContent()).toBe('Answer accepted.')
  expect(await answer.inputValue()).toBe(words)

  await ana.unroute('**/questions/*.data')
  await ana.locator('#answer-form .not-sent').getByRole('button', { name: 'Try again' }).click()
  await ana.getByRole('region', { name: 'Answer' }).getByText('as you say').waitFor()
  expect(await ana.getByText('as you say').count()).toBe(1)
  await expectSame(ana, path)

  // Deleting says so to a screen reader; a browser that does not let an address be copied shows it.
  await ana.evaluate(() => {
    const writeText = () => Promise.reject(new DOMException('Denied', 'NotAllowedError'))
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } })
  })
  await under.getByRole('link', { name: 'Share' }).click()
  await under
    .getByRole('alert')
    .filter({ hasText: `did not allow the address to be copied: ${app.url}/answers/` })
    .waitFor()
  await ana.getByRole('region', { name: 'Answer', exact: true }).last().getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => ana.locator('#announcement').textContent()).toBe('Deleted.')
})

test('an answer that the server takes without a word is said to be missing, and sent again it is there once', async () => {
  const path = `/questions/${thread.id}`
  const mod = await openMarked('Mona', path)
  const words = 'Staff have seen this with version four as well: it is mended in five.'
  await mod.locator('#answer-form').getByLabel('Answer', { exact: true }).fill(words)
  await mod.getByText('Draft saved').waitFor()
  await mod.clock.install()
  // It arrives, and the answer to it does not.
  await mod.route(
    '**/questions/*.data',
    whenSent((route) => route.fetch()),
  )
  const post = mod.getByRole('button', { name: 'Post answer' })
  await post.click()
  await expect.poll(() => post.getAttribute('aria-busy')).toBe('true')
  await post.click()
  await mod.clock.fastForward(16_000)
  await mod.clock.resume()
  await notSent(mod).filter({ hasText: 'Not sent. The server has not answered yet.' }).waitFor()
  await expectSame(mod, path)
  await mod.unroute('**/questions/*.data')
  // The page may hear of the answer by itself before the button is pressed.
  await tryAgain(mod)
    .click({ timeout: 3_000 })
    .catch(() => {})
  await mod.getByRole('region', { name: 'Answer' }).getByText('mended in five').waitFor()
  const { count } = await inDatabaseOf(app.databaseUrl, (db) =>
    db
      .selectFrom('posts')
      .where('body', 'like', '%mended in five%')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  )
  expect(Number(count)).toBe(1)
})

test('editing, deciding, asking, uploading and a message to staff', async () => {
  const ben = await openMarked('Ben', `/posts/${thread.answerId}/edit`)
  const edited = `${ANSWER} Version five mends it.`
  await ben.locator('textarea[name=body]').fill(edited)
  await ben.route('**/posts/*/edit.data', whenSent(proxyPage(503)))
  await ben.getByRole('button', { name: 'Save', exact: true }).click()
  await notSent(ben).waitFor()
  await expectSame(ben, `/posts/${thread.answerId}/edit`)
  expect(await ben.locator('textarea[name=body]').inputValue()).toBe(edited)
  await ben.unroute('**/posts/*/edit.data')
  await tryAgain(ben).click()
  await ben.getByText('Version five mends it.').waitFor()

  const mod = await openMarked('Mona', `/review/${thread.reviewId}`)
  await mod.getByLabel('Note', { exact: true }).fill('An honest answer.')
  await mod.route('**/review/*.data', whenSent(proxyPage(504)))
  await mod.getByRole('button', { name: 'The new text is fine: show it' }).click()
  await notSent(mod).waitFor()
  await expectSame(mod, `/review/${thread.reviewId}`)
  expect(await mod.getByLabel('Note', { exact: true }).inputValue()).toBe('An honest answer.')
  await mod.unroute('**/review/*.data')
  await tryAgain(mod).click()
  await expect
    .poll(() =>
      inDatabaseOf(app.databaseUrl, (db) =>
        db.selectFrom('reviews').where('id', '=', thread.reviewId).select('decisionNote').executeTakeFirst(),
      ),
    )
    .toEqual({ decisionNote: 'An honest answer.' })

  const ana = await openMarked('Ana', '/ask')
  await ana.getByLabel('Title').fill('The bell rings at noon without anybody there')
  const body = ana.getByLabel('What happens')
  await body.fill('It rings at noon since the last update, and nobody stands at the door.')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await ana.route('**/attachments', reset)
  await ana
    .locator('input[type=file]')
    .setInputFiles({ name: 'bell.png', mimeType: 'image/png', buffer: await picture('png') })
  await ana
    .getByRole('alert')
    .filter({ hasText: 'bell.png could not be uploaded: the server cannot be reached.' })
    .waitFor()
  await ana.unroute('**/attachments')
  await ana.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => body.inputValue()).toContain('![bell](/attachments/')
  const asked = await body.inputValue()
  await ana.route('**/ask.data', whenSent(proxyPage(500)))
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await notSent(ana).waitFor()
  await expectSame(ana, '/ask')
  expect(await body.inputValue()).toBe(asked)
  await ana.unroute('**/ask.data')
  await tryAgain(ana).click()
  await ana.getByRole('heading', { level: 1, name: 'The bell rings at noon' }).waitFor()

  await ana.goto(`/questions/${privateId}/private-replies`)
  await ana.evaluate(() => Object.assign(window, { sameDocument: true }))
  const message = ana.locator('textarea[name=body]')
  await message.fill('The right street is Elm Street.')
  // The session has ended meanwhile, in this browser or elsewhere.
  const cookies = await ana.context().cookies()
  await ana.context().clearCookies()
  await ana.getByRole('button', { name: 'Send', exact: true }).click()
  await notSent(ana).filter({ hasText: 'You are no longer signed in.' }).waitFor()
  await expectSame(ana, `/questions/${privateId}/private-replies`)
  expect(await message.inputValue()).toBe('The right street is Elm Street.')
  await notSent(ana).getByRole('link', { name: 'Sign in (new tab)' }).waitFor()
  await ana.context().addCookies(cookies)
  await tryAgain(ana).click()
  await ana.getByRole('list').getByText('The right street is Elm Street.').waitFor()
})

test('what is typed during an outage is kept in this browser, until it is saved or one signs out', async () => {
  const path = `/questions/${thread.id}`
  const ben = expectOutages(await signedIn(app.url, 'Ben'))
  ben.on('dialog', (dialog) => dialog.accept())
  await ben.goto(path)
  const comment = ben.locator(`#post-${thread.answerId}`)
  await comment.locator('summary', { hasText: 'Comment' }).click()
  await ben.route('**/drafts/versions', proxyPage(502))
  await comment.getByLabel('Your comment').fill('It was version four.')
  await comment.getByText('It is kept in this browser.').waitFor()
  await ben.reload()
  // The words are back, and saved as soon as somebody goes on with them.
  await comment.getByText('it was kept in this browser').waitFor()
  expect(await comment.getByLabel('Your comment').inputValue()).toBe('It was version four.')
  const keptNow = () => ben.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('entraide.words.')))
  expect(await keptNow()).toHaveLength(1)
  await ben.unroute('**/drafts/versions')
  await comment.getByLabel('Your comment').fill('It was version four, I think.')
  await comment.getByText('Draft saved').waitFor()
  expect(await keptNow()).toEqual([])

  await ben.route('**/drafts/versions', reset)
  await comment.getByLabel('Your comment').fill('Or version five.')
  await comment.getByText('It is kept in this browser.').waitFor()
  expect(await keptNow()).toHaveLength(1)
  // Signing out needs the server too.
  await ben.locator('summary', { hasText: 'Account of Ben' }).click()
  await ben.route('**/sign-out', reset)
  await ben.getByRole('button', { name: 'Sign out' }).click()
  await ben.locator('.menu .not-sent').waitFor()
  expect(await keptNow()).toHaveLength(1)
  await ben.unroute('**/sign-out')
  await ben.getByRole('button', { name: 'Sign out' }).click()
  await ben.getByRole('link', { name: 'Sign in' }).first().waitFor()
  expect(await keptNow()).toEqual([])
})

test('after an upgrade no page with words in it is loaded anew, and what is sent goes through', async () => {
  const path = `/questions/${thread.id}`
  const mod = await openMarked('Mona', path)
  mod.on('dialog', (dialog) => dialog.accept())
  const under = mod.locator(`#post-${thread.answerId}`)
  await under.locator('summary', { hasText: 'Comment' }).click()
  await under.getByLabel('Your comment').fill('Words that are not sent yet.')
  await under.getByText('Draft saved').waitFor()
  // The code of the page that follows has another name now.
  await mod.route('**/assets/*.js', proxyPage(404))
  await mod.getByRole('link', { name: 'Tags', exact: true }).first().click()
  const anew = mod.locator('.load-note').getByRole('link', { name: 'Open the new version' })
  await anew.waitFor()
  await expectSame(mod, path)
  expect(await under.getByLabel('Your comment').inputValue()).toBe('Words that are not sent yet.')
  await mod.unroute('**/assets/*.js')
  await anew.click()
  await mod.getByRole('heading', { level: 1, name: 'Tags' }).waitFor()

  // The forum does not tell the addresses of its new version to the old one.
  const ana = await openMarked('Ana', path)
  await ana.route('**/__manifest?*', (route) =>
    route.fulfill({ status: 204, headers: { 'X-Remix-Reload-Document': 'true' } }),
  )
  await ana.getByRole('button', { name: 'Bookmark' }).first().click()
  await expect.poll(() => ana.evaluate(() => 'sameDocument' in window).catch(() => true)).toBe(false)
  await expect
    .poll(() => ana.getByRole('button', { name: 'Bookmark' }).first().getAttribute('aria-pressed'))
    .toBe('true')
  expect(new URL(ana.url()).pathname).toMatch(new RegExp(`^${path}`))
})

test('others see who is answering, and soon after that they have left', async () => {
  const path = `/questions/${thread.id}`
  const [ana, ben] = [await signedIn(app.url, 'Ana'), await signedIn(app.url, 'Ben')]
  const stream = ana.waitForResponse(/\/live\?/)
  await ana.goto(path)
  await stream
  await ben.goto(path)
  await ben.locator('summary', { hasText: 'Add another answer' }).click()
  await ben.locator('#answer-form textarea[name=body]').fill('One more thing')
  await ana.locator('[data-answering]', { hasText: 'Ben' }).waitFor()
  await ben.goto('/tags')
  await ana.locator('[data-answering]').waitFor({ state: 'detached' })
})

test('without JavaScript the page of a fault says that nothing was saved', async () => {
  const page = expectOutages(await openPage(app.url, { javaScriptEnabled: false }))
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill('ben@example.org')
  await page.getByLabel('Password').fill('a long enough sentence')
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.goto(`/questions/${thread.id}`)
  await inDatabaseOf(app.databaseUrl, (db) => sql`alter table bookmarks rename to bookmarks_away`.execute(db))
  try {
    await page.getByRole('button', { name: 'Bookmark' }).first().click()
    await page.getByText('Nothing was saved.').waitFor()
  } finally {
    await inDatabaseOf(app.databaseUrl, (db) => sql`alter table bookmarks_away rename to bookmarks`.execute(db))
  }
})
