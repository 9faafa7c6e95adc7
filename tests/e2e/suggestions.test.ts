import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { createArticle } from '#app/domain/articles/create-article.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Db } from '#db/transaction.ts'
import { startApp } from '#tests/support/app.ts'
import { axe, openPage } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

const ARTICLE = 'Calibrate the humidity probe of a raised bed'
const QUESTION = 'The irrigation valve hums all night and never closes'

let app: Awaited<ReturnType<typeof startApp>>
const inDatabase = <Result>(work: (db: Db) => Promise<Result>) => inDatabaseOf(app.databaseUrl, work)

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [], Carla: ['staff'], Dora: ['staff'] })
  await inDatabase(async (db) => {
    const person = async (name: string) => {
      const { id } = await db.selectFrom('users').where('name', '=', name).select('id').executeTakeFirstOrThrow()
      return getActor(db, id)
    }
    const { id: categoryId } = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    await db
      .insertInto('settings')
      .values({ name: 'suggestions', value: JSON.stringify({ sendingPercent: 30, duplicatePercent: 60 }) })
      .execute()

    const { articleId } = await createArticle(db, await person('Carla'), {
      categoryId,
      locale: 'en',
      title: ARTICLE,
      body: '## What you need\n\nA glass of water.\n\n## Calibrating\n\nPut the humidity probe into the water. Press its button twice.\n\n## Afterwards\n\nDry it.',
      audience: 'public',
    })
    await submitArticle(db, await person('Carla'), { articleId })
    await publishArticle(db, await person('Dora'), { articleId })

    const ben = await person('Ben')
    const body = 'Since Monday the irrigation valve hums from dusk till dawn, and the bed is under water.'
    const { id: threadId } = await askQuestion(db, ben, {
      title: QUESTION,
      body,
      categoryId,
      tags: 'setup',
      locale: 'en',
    })
    const answer = await postAnswer(db, await person('Dora'), {
      threadId,
      body: 'A grain of sand keeps the valve open. Unscrew it, rinse the membrane, and it closes again.',
    })
    await acceptAnswer(db, ben, { answerId: answer.id })
  })
  // The worker indexes what was written.
  await vi.waitFor(async () => expect(await inDatabase(countDocuments)).toBeGreaterThanOrEqual(2), 30_000)
})
afterAll(() => app?.stop())

async function countDocuments(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('searchDocuments')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Journeys are counted of people: a browser that says it is headless has none. */
const PERSON = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(`${name.toLowerCase()}@example.org`)
  await page.getByLabel('Password').fill('a long enough sentence')
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.getByText(`Account of ${name}`).waitFor()
}

/** The form of a question, alive: what is typed before is not seen by the page. */
async function openAskForm(page: Page): Promise<void> {
  await page.goto('/ask')
  await page.getByRole('combobox', { name: 'Tags' }).waitFor()
}

test('a typed need ends at the article, without a question and without losing the draft', async () => {
  const ana = await openPage(app.url, PERSON)
  await signIn(ana, 'Ana')
  await openAskForm(ana)
  await ana.getByLabel('Title').pressSequentially('how to calibrate my humidity probe', { delay: 20 })
  const suggestion = ana
    .getByRole('region', { name: 'Does one of these answer it?' })
    .getByRole('link', { name: ARTICLE })
  await suggestion.waitFor()
  await ana.getByText('Calibrating · Put the humidity probe into the water.').waitFor()
  await axe(ana)

  await suggestion.press('Enter')
  const panel = ana.getByRole('dialog', { name: ARTICLE })
  await panel.getByText('Press its button twice.').waitFor()
  expect(await panel.getByText('A glass of water').count()).toBe(0)
  await axe(ana)
  await ana.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await suggestion.evaluate((link) => link === document.activeElement)).toBe(true)
  expect(await ana.getByLabel('Title').inputValue()).toBe('how to calibrate my humidity probe')
  await ana.getByText('Draft saved').waitFor()

  await suggestion.click()
  await panel.getByRole('button', { name: 'Yes, solved' }).click()
  await ana.getByText('Glad it is solved!').waitFor()
  await axe(ana)
  const facts = await inDatabase(async (db) => ({
    endings: await db.selectFrom('deflections').select('articleId').execute(),
    articles: await db.selectFrom('articles').select(['id', 'helpfulCount']).execute(),
  }))
  expect(facts.endings).toEqual([{ articleId: facts.articles[0]?.id }])
  expect(facts.articles[0]?.helpfulCount).toBe(1)
  const outcomes = () => inDatabase((db) => db.selectFrom('journeys').select('outcome').execute())
  await expect.poll(outcomes).toEqual([{ outcome: 'solved_alone' }])

  await ana.getByRole('button', { name: 'Discard my draft' }).click()
  await ana.getByText('Draft discarded').waitFor()
  expect(await ana.getByLabel('Title').inputValue()).toBe('')
  await ana.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => ana.getByLabel('Title').inputValue()).toBe('how to calibrate my humidity probe')
})

test('a duplicate is avoided: the same problem is joined, and the draft can be brought back', async () => {
  const ana = await signedIn(app.url, 'Ana')
  await openAskForm(ana)
  await ana.getByLabel('Title').fill(QUESTION)
  await ana
    .getByLabel('What happens')
    .fill('It has been humming for three nights, and my irrigation valve does not close.')
  await ana.getByRole('button', { name: 'Choose the category General questions' }).click()
  await ana.getByRole('button', { name: 'Add the tag setup' }).click()
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { name: 'Is it the same problem?' }).waitFor()
  expect(await ana.evaluate(() => document.activeElement?.textContent)).toBe('Before you post')
  await axe(ana)

  await ana.getByRole('button', { name: 'Yes, the same problem' }).click()
  await ana.getByRole('heading', { level: 1, name: QUESTION }).waitFor()
  await ana.getByText('Noted. It is already solved').waitFor()
  await axe(ana)
  expect(await inDatabase((db) => db.selectFrom('threads').select(['title', 'meTooCount']).execute())).toEqual([
    { title: QUESTION, meTooCount: 1 },
  ])

  await ana.getByRole('button', { name: 'Restore it' }).click()
  await ana.getByRole('heading', { name: 'Ask a question' }).waitFor()
  expect(await ana.getByLabel('Title').inputValue()).toBe(QUESTION)
})

test('without JavaScript the same is shown on request, and once before sending', async () => {
  const page = await openPage(app.url, { javaScriptEnabled: false })
  await signIn(page, 'Dora')
  await page.goto('/ask')
  await page.getByLabel('Title').fill(QUESTION)
  await page.getByRole('button', { name: 'Check for existing answers' }).click()
  await page
    .getByRole('region', { name: 'Does one of these answer it?' })
    .getByRole('link', { name: QUESTION })
    .waitFor()
  await page.getByRole('button', { name: 'Yes, solved' }).first().waitFor()

  await page.getByLabel('What happens').fill('It has been humming for three nights, and the valve does not close.')
  await page.getByLabel('Category').selectOption({ label: 'General questions' })
  await page.getByLabel('Tags').fill('setup')
  await page.getByRole('button', { name: 'Post the question' }).click()
  await page.getByRole('heading', { name: 'Before you post' }).waitFor()
  await page.getByRole('button', { name: 'None of these, post my question' }).click()
  await page.getByRole('heading', { level: 1, name: QUESTION }).waitFor()
  await page.getByText('Nobody has answered yet.').waitFor()
})
