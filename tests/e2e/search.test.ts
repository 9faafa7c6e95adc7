import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe, openPage } from '#tests/support/browser.ts'
import { inDatabaseOf } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp({ demo: true })
})
afterAll(() => app?.stop())

const openings = () =>
  inDatabaseOf(app.databaseUrl, (db) =>
    db
      .selectFrom('searchOpenings')
      .innerJoin('searches', 'searches.id', 'searchOpenings.searchId')
      .select(['searches.text', 'searches.surface', 'searchOpenings.rank'])
      .orderBy('searchOpenings.openedAt')
      .execute(),
  )

test('results come as one types, the keys lead to one, and the way back shows the same search', async () => {
  const page = await openPage(app.url)
  await page.goto('/search')
  const box = page.locator('main').getByRole('combobox', { name: /Search questions/ })
  await page.locator('main input[name=q]').click()
  await box.pressSequentially('soil pro')
  await page.waitForURL('/search?q=soil+pro')
  const results = page.locator('main ol').getByRole('heading')
  await expect.poll(() => results.count()).toBeGreaterThan(1)
  await expect
    .poll(() => page.locator('main [role=status]').allInnerTexts())
    .toContainEqual(expect.stringMatching(/result/))

  const second = await results.nth(1).innerText()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/(questions|kb\/articles)\/\d+/)
  await page.getByRole('heading', { level: 1, name: second }).waitFor()
  await expect.poll(openings).toEqual([{ text: 'soil pro', surface: 'page', rank: 2 }])

  await page.goBack()
  await page.waitForURL('/search?q=soil+pro')
  await expect.poll(() => page.locator('main input[name=q]').inputValue()).toBe('soil pro')

  await page.locator('main input[name=q]').fill('')
  await page
    .locator('main')
    .getByRole('option', { name: /soil pro/ })
    .waitFor()
  await axe(page)
})

test('the box of the header offers the best matches from every page', async () => {
  const page = await openPage(app.url)
  await page.goto('/tags')
  await page.locator('header input[name=q]').waitFor()
  await expect
    .poll(async () => {
      await page.keyboard.press('/')
      return page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name)
    })
    .toBe('q')
  await page.keyboard.type('valve')
  await page.locator('header').getByRole('option').first().waitFor()
  await axe(page, { frame: true })
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/(questions|kb\/articles)\/\d+/)
  await expect.poll(openings).toContainEqual({ text: 'valve', surface: 'header', rank: 1 })
})

test('without scripts: search, narrow, take a filter back, read the tips, and ask what is not there', async () => {
  const page = await openPage(app.url, { javaScriptEnabled: false })
  await page.goto('/search')
  await page.locator('main input[name=q]').fill('hub score:abc')
  await page.locator('main').getByRole('button', { name: 'Search', exact: true }).click()
  await page.getByText('“score” needs a number').waitFor()
  const all = await page.locator('main ol > li').count()
  await page
    .getByRole('navigation', { name: 'Filters' })
    .getByRole('link', { name: /^Solved/ })
    .click()
  await page.waitForURL(/state=solved/)
  expect(await page.locator('main ol > li').count()).toBeLessThan(all)
  await page.getByRole('link', { name: 'Remove the filter “Solved”' }).first().click()
  await page.waitForURL((url) => !url.searchParams.has('state'))

  await page.getByRole('button', { name: 'Search tips' }).click()
  await page.getByRole('dialog', { name: 'Search tips' }).waitFor()

  await page.goto('/search?q=zzzzqqq+[wifi]')
  expect(await page.getByRole('link', { name: 'Ask the community' }).getAttribute('href')).toBe(
    '/ask?title=zzzzqqq&tags=wifi',
  )
})
