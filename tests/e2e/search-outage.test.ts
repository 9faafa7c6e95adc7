import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { startApp } from '#tests/support/app.ts'
import { axe } from '#tests/support/browser.ts'
import { startMeilisearch } from '#tests/support/meilisearch-server.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

let meilisearch: Awaited<ReturnType<typeof startMeilisearch>>
let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  meilisearch = await startMeilisearch()
  app = await startApp({ variables: meilisearch.variables })
  await createAccounts(app.databaseUrl, { Ana: [], Odile: ['admin'] })
})
afterAll(async () => {
  meilisearch?.speak()
  await app?.stop()
  await meilisearch?.stop()
})

const ask = (title: string) =>
  inDatabaseOf(app.databaseUrl, async (db) => {
    const { id } = await db.selectFrom('users').where('name', '=', 'Ana').select('id').executeTakeFirstOrThrow()
    const { id: categoryId } = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    const body = 'It has done so since Monday, and nothing in the manual says why.'
    await askQuestion(db, await getActor(db, id), { title, body, categoryId, tags: 'setup', locale: 'en' })
  })

/** Searches on the page until a title is found. */
const search = (page: Page, text: string, title: string) =>
  expect
    .poll(
      async () => {
        await page.goto(`/search?q=${encodeURIComponent(text)}`)
        return page.getByRole('heading', { name: title }).count()
      },
      { timeout: 30_000 },
    )
    .toBe(1)

const says = (odile: Page, sentence: string) =>
  expect
    .poll(
      async () => {
        await odile.goto('/admin/search')
        return odile.getByText(sentence).count()
      },
      { timeout: 45_000, interval: 500 },
    )
    .toBe(1)

test('Meilisearch stops in mid-use: people find the same, the administrator is told, and it comes back by itself', async () => {
  const odile = await signedIn(app.url, 'Odile')
  const ana = await signedIn(app.url, 'Ana')
  await ask('The windmill turns the wrong way')
  await says(odile, 'Searches are answered by Meilisearch.')
  await search(ana, 'windmill', 'The windmill turns the wrong way')
  await answeredByMeilisearch(ana, 'windmill')

  // Whoever is typing a question at that moment notices nothing.
  await ana.goto('/ask')
  await ana.getByRole('combobox', { name: 'Tags' }).waitFor()
  await ana.getByLabel('Title').pressSequentially('my windmill ', { delay: 20 })
  meilisearch.fallSilent()
  await ana.getByLabel('Title').pressSequentially('turns wrong', { delay: 20 })
  await ana
    .getByRole('region', { name: 'Does one of these answer it?' })
    .getByRole('link', { name: 'The windmill turns the wrong way' })
    .waitFor()

  await ask('The windmill squeaks in every wind')
  for (const text of ['squeaks', 'windmill squeaks', 'wind squeaks']) {
    await search(ana, text, 'The windmill squeaks in every wind')
  }
  await says(odile, 'The embedded engine stands in for Meilisearch.')
  expect(await odile.getByText(/changes? (?:is|are) waiting to be sent/).count()).toBe(1)
  await axe(odile)

  meilisearch.speak()
  await says(odile, 'Searches are answered by Meilisearch.')
  await expect.poll(() => changesWaiting(), { timeout: 90_000 }).toBe(0)
  await answeredByMeilisearch(ana, 'squeaks')
})

/** Soon: a search that takes long on a busy machine is answered by the embedded engine. */
const answeredByMeilisearch = (page: Page, text: string) =>
  expect
    .poll(
      async () => {
        const before = meilisearch.asked.searches
        await page.goto(`/search?q=${text}`)
        return meilisearch.asked.searches - before
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0)

const changesWaiting = () =>
  inDatabaseOf(app.databaseUrl, async (db) => (await db.selectFrom('searchChanges').selectAll().execute()).length)
