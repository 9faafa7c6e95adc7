import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe, openPage } from '#tests/support/browser.ts'
import { createAccounts, signedIn } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [], Carla: ['staff'], Dora: ['staff'] })
})
afterAll(() => app?.stop())

test('a need is asked, answered and accepted, becomes an article, and a second person of the staff validates it', async () => {
  const ana = await signedIn(app.url, 'Ana')
  await ana.getByRole('link', { name: 'Ask' }).first().click()
  await ana.getByRole('heading', { name: 'Ask a question' }).waitFor()
  await axe(ana)
  await ana.getByLabel('Title').fill('How do I reset the garden hub to its factory settings?')
  await ana
    .getByLabel('What happens')
    .fill('The hub **blinks red** since this morning. I pressed every button I found.')
  await ana.getByRole('button', { name: 'Preview' }).click()
  await ana.locator('strong', { hasText: 'blinks red' }).waitFor()
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { level: 1, name: 'How do I reset the garden hub' }).waitFor()
  await axe(ana)
  const thread = new URL(ana.url()).pathname

  const ben = await signedIn(app.url, 'Ben')
  await ben.goto('/questions')
  await axe(ben)
  await ben.getByRole('link', { name: 'How do I reset the garden hub' }).click()
  await ben
    .getByLabel('Answer', { exact: true })
    .fill('Hold the **side button** for ten seconds until the light turns white. Write to ben@petitjardin.fr if not.')
  await ben.getByRole('button', { name: 'Post answer' }).click()
  await ben.getByText('until the light turns white').waitFor()

  await ana.reload()
  await ana.getByRole('button', { name: 'This solved it' }).click()
  await ana.getByText('Accepted').first().waitFor()
  await axe(ana)

  const carla = await signedIn(app.url, 'Carla')
  await carla.goto(thread)
  await carla.getByRole('button', { name: 'Make an article' }).click()
  await carla.waitForURL(/\/kb\/articles\//)
  await axe(carla)
  const article = /\/kb\/articles\/\d+/.exec(carla.url())?.[0] ?? ''
  expect(await carla.content()).not.toContain('ben@petitjardin.fr')
  await carla.goto(article)
  await carla.getByRole('button', { name: 'Send for review' }).click()
  await carla.getByText('In review').first().waitFor()
  expect(await carla.getByRole('button', { name: 'Validate and publish' }).count()).toBe(0)

  const dora = await signedIn(app.url, 'Dora')
  await dora.goto('/kb/drafts')
  await axe(dora)
  await dora.getByRole('link', { name: 'How do I reset the garden hub' }).click()
  await dora.getByRole('button', { name: 'Validate and publish' }).click()
  await dora.getByText('Validated by Dora').waitFor()

  const visitor = await openPage(app.url)
  await visitor.goto('/kb')
  await axe(visitor)
  await visitor.getByRole('link', { name: 'General questions' }).first().click()
  await visitor.getByRole('link', { name: 'How do I reset the garden hub' }).click()
  await visitor.getByText('until the light turns white').waitFor()
  await visitor.getByRole('link', { name: 'Ben' }).first().waitFor()
  await axe(visitor)
  await visitor.getByRole('button', { name: 'Yes' }).click()
  await visitor.goto(thread)
  await visitor.getByText('There is a validated article about this').waitFor()

  // The worker has put both into the index: what was asked once is found by the next person.
  await expect
    .poll(
      async () => {
        await visitor.goto('/search?q=reset+hub')
        return visitor.getByRole('main').getByRole('link', { name: 'How do I reset the garden hub' }).count()
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(1)
  await axe(visitor)

  await ana.goto('/ask')
  await ana.getByLabel('Title').fill('Factory reset of the garden hub')
  await ana.getByRole('region', { name: 'Does one of these answer it?' }).getByRole('link').first().waitFor()
  await axe(ana)
})
