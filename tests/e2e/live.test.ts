import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'
import { startEntraide } from '#tests/support/processes.ts'

let app: Awaited<ReturnType<typeof startApp>>
let second: { url: string; stop(): Promise<void> }

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [] })
  await inDatabaseOf(app.databaseUrl, (db) => db.updateTable('users').set({ reputationPoints: 200 }).execute())

  const web = startEntraide(['--web'], { DATABASE_URL: app.databaseUrl, PORT: '0' })
  const [, url = ''] = await web.says(/listens on (\S+)/, 60_000)
  const stop = async () => {
    web.process.kill('SIGTERM')
    await web.ended
  }
  second = { url, stop }
})
afterAll(async () => {
  await second?.stop()
  await app?.stop()
})

const topOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => Math.round(element.getBoundingClientRect().top))

test('two people at two web processes see each other write in the thread they both have open', async () => {
  const ana = await signedIn(app.url, 'Ana')
  await ana.goto('/ask')
  await ana.getByLabel('Title').fill('The lamp goes on by itself at night')
  await ana.getByLabel('What happens').fill('Each night at three the lamp of the hall goes on, for an hour or so.')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { level: 1, name: 'The lamp goes on' }).waitFor()
  const path = new URL(ana.url()).pathname

  const ben = await signedIn(second.url, 'Ben')
  await ben.goto(path)
  // Ana goes on writing: neither her words nor the place of her field may change.
  const field = ana.getByRole('textbox', { name: 'Answer' })
  await field.fill('I found out meanwhile that it is')
  await field.focus()
  const fieldTop = await topOf(ana, 'textarea[name=body]:focus')

  await ben.getByRole('textbox', { name: 'Answer' }).fill('It is the firmware: each night it looks for a new one.')
  await ben.getByRole('button', { name: 'Post answer' }).click()
  await ana.getByText('each night it looks for a new one').waitFor()
  expect(await ana.getByRole('status').filter({ hasText: 'New answer by Ben.' }).count()).toBe(1)
  expect(await field.inputValue()).toBe('I found out meanwhile that it is')
  expect(Math.abs((await topOf(ana, 'textarea[name=body]:focus')) - fieldTop)).toBeLessThanOrEqual(2)

  // A vote shows by itself; an acceptance as well.
  await ana.getByRole('region', { name: 'Answer' }).getByRole('button', { name: 'This is useful' }).click()
  await ben.getByLabel('Score: 1').waitFor()
  await ana.getByRole('button', { name: 'This solved it' }).click()
  await ben.getByText('Accepted').first().waitFor()

  // What would open up before Ben's eyes waits until he asks for it.
  await ben.evaluate(() => window.scrollTo(0, 0))
  const answerTop = await topOf(ben, '[aria-label=Answer]')
  await ana.locator('section[aria-label=Question] summary', { hasText: 'Comment' }).click()
  await ana.locator('section[aria-label=Question] textarea').fill('It was the firmware indeed.')
  await ana
    .locator('section[aria-label=Question]')
    .getByRole('button', { name: /comment/i })
    .click()
  const news = ben.getByRole('button', { name: '1 update' })
  await news.waitFor()
  await axe(ben)
  expect(await topOf(ben, '[aria-label=Answer]')).toBe(answerTop)
  await news.click()
  await ben.getByText('It was the firmware indeed.').waitFor()
}, 120_000)
