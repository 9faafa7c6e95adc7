import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe, openPage } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'
import { picture } from '#tests/support/uploads.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Bela: [] })
  // Who may show as many images as they like.
  await inDatabaseOf(app.databaseUrl, (db) =>
    db
      .updateTable('users')
      .set({ reputationPoints: 99, createdAt: new Date(Date.now() - 30 * 86_400_000) })
      .where('kind', '=', 'person')
      .execute(),
  )
})
afterAll(() => app?.stop())

const bodyOf = (page: Page) => page.getByLabel('What happens')
const draftsOfAna = () =>
  inDatabaseOf(app.databaseUrl, (db) =>
    db
      .selectFrom('drafts')
      .innerJoin('users', 'users.id', 'drafts.userId')
      .where('users.name', '=', 'Ana')
      .select('drafts.kind')
      .execute(),
  )

/** What a browser does when somebody pastes or drops files there. */
async function bring(page: Page, way: 'paste' | 'drop', files: Array<{ name: string; type: string; bytes: Buffer }>) {
  const given = files.map(({ bytes, ...file }) => ({ ...file, bytes: bytes.toString('base64') }))
  await bodyOf(page).evaluate(
    (area, { way, given }) => {
      const data = new DataTransfer()
      for (const { name, type, bytes } of given) {
        data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type }))
      }
      const options = { bubbles: true, cancelable: true }
      area.dispatchEvent(
        way === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }),
      )
    },
    { way, given },
  )
}

test('a question with images is begun in one browser, resumed in another and sent; its draft is gone', async () => {
  const here = await signedIn(app.url, 'Ana')
  // The code that sends files comes after the first one was pasted.
  const pasted = Promise.withResolvers<void>()
  await here.route(/\/assets\/editor-parts-/, (route) => pasted.promise.then(() => route.continue()))
  await here.goto('/ask')
  await here.getByLabel('Category').selectOption({ label: 'General questions' })
  await here.getByLabel('Title').fill('The lamp of my hub blinks amber')
  await bodyOf(here).click()
  await here.keyboard.type('It blinks like this since the update of Monday, day and night: ')
  await here.locator('textarea[aria-description]').waitFor()
  await bring(here, 'paste', [{ name: 'lamp.png', type: 'image/png', bytes: await picture('png') }])
  pasted.resolve()
  await expect.poll(() => bodyOf(here).inputValue()).toContain('![lamp](/attachments/')
  await bring(here, 'drop', [
    { name: 'other.webp', type: 'image/webp', bytes: await picture('webp') },
    { name: 'drawing.svg', type: 'image/svg+xml', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
  ])
  await here.getByRole('alert').filter({ hasText: 'SVG' }).waitFor()
  await expect.poll(() => bodyOf(here).inputValue()).toContain('![other](/attachments/')
  await expect.poll(() => bodyOf(here).inputValue()).not.toContain('Uploading')
  await axe(here)
  await here.getByText('Draft saved').waitFor()

  const there = await signedIn(app.url, 'Ana')
  await there.goto('/ask')
  expect(await there.getByLabel('Title').inputValue()).toBe('The lamp of my hub blinks amber')
  expect(await bodyOf(there).inputValue()).toBe(await bodyOf(here).inputValue())
  await there.getByText('Your draft is back').waitFor()
  await there.getByRole('button', { name: 'Side by side' }).click()
  await there.getByRole('region', { name: 'Preview' }).locator('img').nth(1).waitFor()
  await axe(there)
  await there.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await there.getByRole('button', { name: 'Post the question' }).click()
  await there.getByRole('heading', { level: 1, name: 'The lamp of my hub' }).waitFor()
  const images = there.locator('main .prose img')
  expect(await images.count()).toBe(2)
  await expect.poll(() => images.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

  expect(await draftsOfAna()).toEqual([])
  await there.goto('/ask')
  expect(await bodyOf(there).inputValue()).toBe('')
  // The page that still shows it does not bring it back unasked.
  await bodyOf(here).press('End')
  await here.keyboard.type(' And')
  await here.getByText('sent or discarded elsewhere').waitFor()
  expect(await draftsOfAna()).toEqual([])
  await here.goto('about:blank')
})

test('the keys: shortcuts, lists that go on, undo; Tab leaves the text and the toolbar is one stop', async () => {
  const page = await signedIn(app.url, 'Bela')
  await page.goto('/ask')
  const body = bodyOf(page)
  await body.click()
  await page.getByRole('toolbar', { name: 'Formatting' }).waitFor()
  await page.waitForLoadState('networkidle')
  await page.keyboard.type('word')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Control+b')
  expect(await body.inputValue()).toBe('**word**')
  await page.keyboard.press('Control+b')
  expect(await body.inputValue()).toBe('word')
  await page.keyboard.press('Control+k')
  expect(await body.inputValue()).toBe('[word](https://)')
  await page.keyboard.press('Control+z')
  expect(await body.inputValue()).toBe('word')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Shift+Digit8')
  await page.keyboard.type('one')
  await page.keyboard.press('Enter')
  await page.keyboard.type('two')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  expect(await body.inputValue()).toBe('word\n\n- one\n- two\n')

  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id)
  await page.keyboard.press('Shift+Tab')
  expect(await focused()).toBe('Bold')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('Heading')
  await page.keyboard.press('End')
  expect(await focused()).toBe('Preview')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('Bold')
  await page.keyboard.press('Shift+Tab')
  expect(await focused()).toBe('field-categoryId')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('field-body')
  await page.keyboard.press('Tab')
  expect(await focused()).not.toBe('field-body')
  expect(await body.inputValue()).toBe('word\n\n- one\n- two\n')
})

test('people and questions are completed by keyboard; a comment is sent by Ctrl+Enter', async () => {
  const page = await signedIn(app.url, 'Ana')
  await page.goto('/questions')
  await page.getByRole('link', { name: 'The lamp of my hub' }).first().click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('summary', { hasText: 'Comment' }).first().click()
  const comment = page.getByLabel('Your comment').first()
  await comment.click()
  await page.waitForLoadState('networkidle')
  await page.keyboard.type('Thanks, @be')
  await page.getByRole('option', { name: 'Bela' }).waitFor()
  await axe(page)
  await page.keyboard.press('Enter')
  expect(await comment.inputValue()).toBe('Thanks, @bela ')
  await page.keyboard.type('see #lamp')
  await page.getByRole('option', { name: 'The lamp of my hub' }).waitFor()
  await page.keyboard.press('Tab')
  expect(await comment.inputValue()).toMatch(/^Thanks, @bela see #\d+ $/)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('list', { name: 'Comments' }).getByText('Thanks,').waitFor()
  expect(await draftsOfAna()).toEqual([])
})

test('a post is quoted into the answer; whoever has answered is led to that answer', async () => {
  const page = await signedIn(app.url, 'Bela')
  await page.goto('/questions')
  await page.getByRole('link', { name: 'The lamp of my hub' }).first().click()
  await page.getByRole('link', { name: 'Quote' }).click()
  const answer = page.locator('#answer-form').getByLabel('Answer', { exact: true })
  await expect
    .poll(() => answer.inputValue())
    .toMatch(/^> \[Ana wrote\]\(\/questions\/\d+#post-\d+\)\n>\n> It blinks like this/)
  await page.keyboard.type('Hold its button for ten seconds, then wait.')
  await page.getByRole('button', { name: 'Post answer' }).click()
  await page.getByText('You have already answered').waitFor()
  expect(await answer.isVisible()).toBe(false)
  await page.locator('summary', { hasText: 'Add another answer' }).click()
  expect(await answer.inputValue()).toBe('')
  await axe(page)
})

test('leaving asks only when there is text that could not be saved', async () => {
  const page = await signedIn(app.url, 'Ana')
  const asked: string[] = []
  let leave = false
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    return leave ? dialog.accept() : dialog.dismiss()
  })
  await page.goto('/ask')
  await bodyOf(page).fill('A text that is saved without a word.')
  await page.getByRole('link', { name: 'Questions', exact: true }).first().click()
  await page.waitForURL('**/questions')
  expect(asked).toEqual([])

  await expect.poll(draftsOfAna).toHaveLength(1)
  await page.goBack()
  await expect.poll(() => bodyOf(page).inputValue()).toBe('A text that is saved without a word.')
  await page.route('**/drafts/versions', (route) =>
    route.fulfill({ status: 422, json: { errors: [{ code: 'draft.too_long' }], message: 'Too long.' } }),
  )
  await bodyOf(page).fill('A text that is not.')
  await page.getByText('Too long.').waitFor()
  await page.getByRole('link', { name: 'Questions', exact: true }).first().click()
  await expect.poll(() => asked.length).toBe(1)
  expect(new URL(page.url()).pathname).toBe('/ask')
  leave = true
  await page.getByRole('link', { name: 'Questions', exact: true }).first().click()
  await page.waitForURL('**/questions')
  expect(asked).toHaveLength(2)
})

test('a visitor writes a question, gets an account on the way, and finds the form as it was', async () => {
  const page = await openPage(app.url)
  await page.goto('/questions')
  await page.getByRole('banner').getByRole('link', { name: 'Sign up' }).waitFor()
  await page.getByRole('banner').getByRole('link', { name: 'Ask', exact: true }).click()
  await page.getByText('To post it you need an account').waitFor()
  await page.getByLabel('Category').selectOption({ label: 'General questions' })
  await page.getByLabel('Title').fill('The lamp of the hub is dark')
  await bodyOf(page).fill('It was bright until this morning.')
  await page.getByText('What you type is kept in this browser.').waitFor()
  // A picture needs the account too: nothing is sent, nothing offered that cannot help.
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await bring(page, 'paste', [{ name: 'lamp.png', type: 'image/png', bytes: await picture('png') }])
  const refusal = page.getByRole('alert').filter({ hasText: 'You need an account to add pictures and files' })
  await refusal.waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  expect(requests).not.toContain('/attachments')
  expect(await bodyOf(page).inputValue()).toBe('It was bright until this morning.')
  await axe(page)
  await refusal.getByRole('button', { name: 'Create an account and continue' }).click()
  await page.getByText('Your question is saved').waitFor()
  await page.getByLabel('Display name').fill('Nora')
  await page.getByLabel('E-mail address').fill('nora@example.org')
  await page.getByLabel('Password').fill('a long enough sentence')
  await page.getByRole('button', { name: 'Create the account' }).click()
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  expect(await page.getByLabel('E-mail address').inputValue()).toBe('nora@example.org')
  await page.getByLabel('Password').fill('a long enough sentence')
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/ask')
  expect(await page.getByLabel('Title').inputValue()).toBe('The lamp of the hub is dark')
  expect(await bodyOf(page).inputValue()).toBe('It was bright until this morning.')
  await page.getByRole('button', { name: 'Post the question' }).click()
  await page.getByRole('heading', { level: 1, name: 'The lamp of the hub is dark' }).waitFor()
})

test('a question in French stays French on an English page: said while asking, marked in lists, changed by an edit', async () => {
  const page = await signedIn(app.url, 'Bela')
  await page.goto('/ask')
  await page.getByLabel('Category').selectOption({ label: 'General questions' })
  const language = page.getByLabel('Language of the question')
  expect(await language.locator('option:checked').textContent()).toBe('Recognise it from the text')
  await page.getByLabel('Title').fill('Pourquoi le voyant de la passerelle clignote-t-il ?')
  await bodyOf(page).fill('Il clignote en orange depuis la mise à jour de lundi, de jour comme de nuit.')
  await expect.poll(() => language.locator('option:checked').textContent()).toBe('French (recognised from the text)')
  await page.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await page.getByRole('button', { name: 'Post the question' }).click()
  const title = page.getByRole('heading', { level: 1, name: 'Pourquoi le voyant' })
  await title.waitFor()
  expect([await title.getAttribute('lang'), await title.getAttribute('dir')]).toEqual(['fr', 'auto'])
  const question = page.url()

  await page.goto('/questions')
  const first = page.getByRole('main').locator('li h2').first()
  await page.getByText('in French', { exact: true }).first().waitFor()
  expect(await first.textContent()).not.toContain('Pourquoi')
  await axe(page)
  await page.getByRole('button', { name: 'My language first' }).click()
  await expect.poll(() => first.textContent()).toContain('Pourquoi')

  await page.goto(question)
  await page.getByRole('link', { name: 'Edit', exact: true }).first().click()
  await language.selectOption({ label: 'English' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await title.waitFor()
  expect(await title.getAttribute('lang')).toBe('en')
})

test('without JavaScript it is a text area with a button to keep a draft', async () => {
  const page = await openPage(app.url, { javaScriptEnabled: false })
  await page.goto('/ask')
  await page.getByLabel('Category').selectOption({ label: 'General questions' })
  await page.getByLabel('Title').fill('Written as a visitor')
  await bodyOf(page).fill('Before anybody was signed in.')
  await page.getByLabel('Tags').fill('setup')
  await page.getByRole('button', { name: 'I have an account: sign in' }).click()
  await page.getByText('Your question is saved').waitFor()
  await page.getByLabel('E-mail address').fill('bela@example.org')
  await page.getByLabel('Password').fill('a long enough sentence')
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  expect(new URL(page.url()).pathname).toBe('/ask')
  expect(await page.getByLabel('Title').inputValue()).toBe('Written as a visitor')
  expect(await bodyOf(page).inputValue()).toBe('Before anybody was signed in.')
  await page.goto('/kb/articles/new').then((answer) => expect(answer?.status()).toBe(403))
  await page.goto('/ask')
  expect(await page.getByRole('toolbar').count()).toBe(0)
  await bodyOf(page).fill('Kept by a button.')
  await page.getByRole('button', { name: 'Save draft' }).click()
  expect(await bodyOf(page).inputValue()).toBe('Kept by a button.')
  await page.goto('/drafts')
  await page
    .getByRole('button', { name: /^Discard the draft/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Kept by a button.').waitFor()
})
