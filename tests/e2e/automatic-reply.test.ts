import { afterAll, beforeAll, expect, test } from 'vitest'
import { createArticle } from '#app/domain/articles/create-article.ts'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Db } from '#db/transaction.ts'
import { startApp } from '#tests/support/app.ts'
import { axe, openPage } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

const TITLE = 'The garden hub blinks red after a firmware update'
const BODY = 'When the garden hub blinks red after a firmware update, hold the side button until the light turns white.'

const inDatabase = <Result>(work: (db: Db) => Promise<Result>) => inDatabaseOf(app.databaseUrl, work)
const person = async (db: Db, name: string) => {
  const { id } = await db.selectFrom('users').where('name', '=', name).select('id').executeTakeFirstOrThrow()
  return getActor(db, id)
}

const publish = (title: string, body: string, audience: 'public' | 'staff' = 'public') =>
  inDatabase(async (db) => {
    const carla = await person(db, 'Carla')
    const category = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    const article = { categoryId: category.id, locale: 'en' as const, title, body, audience }
    const { articleId } = await createArticle(db, carla, article)
    await submitArticle(db, carla, { articleId })
    await publishArticle(db, await person(db, 'Dora'), { articleId })
    return articleId
  })

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [], Carla: ['staff'], Dora: ['staff'] })
  await inDatabase((db) =>
    db
      .insertInto('settings')
      .values([
        { name: 'automaticReply', value: JSON.stringify({ threshold: 0.5 }) },
        // The step before sending has a journey of its own.
        { name: 'suggestions', value: JSON.stringify({ sendingPercent: 100, duplicatePercent: 50 }) },
      ])
      .execute(),
  )
})
afterAll(() => app?.stop())

test('an article is suggested under a question by itself, refused, found to have helped after all, and withdrawn', async () => {
  const articleId = await publish(TITLE, BODY)
  await expect
    .poll(() => inDatabase((db) => db.selectFrom('searchDocuments').selectAll().execute()), { timeout: 15_000 })
    .toHaveLength(1)

  const ana = await signedIn(app.url, 'Ana')
  await ana.goto('/ask')
  await ana.getByLabel('Title').fill(TITLE)
  await ana
    .getByLabel('What happens')
    .fill('The garden hub blinks red after a firmware update, until I hold the side button.')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).pressSequentially('setup, ')
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { level: 1, name: TITLE }).waitFor()
  const thread = new URL(ana.url()).pathname

  // It comes by itself, and says of itself what it is and where it comes from.
  const suggestion = ana.getByRole('region', { name: 'Automatic suggestion' })
  await suggestion.getByText('hold the side button').waitFor()
  await suggestion.getByText('nobody wrote it for this question').waitFor()
  await suggestion.getByText('validated by Dora').waitFor()
  await ana.getByText('Nobody has answered yet.').waitFor()
  await ana.getByText('our staff take over').waitFor()
  await axe(ana)

  const ben = await signedIn(app.url, 'Ben')
  await ben.goto(thread)
  await ben.getByRole('region', { name: 'Automatic suggestion' }).waitFor()
  expect(await ben.getByRole('button', { name: 'My problem is a different one' }).count()).toBe(0)
  await ben.goto('/questions?filter=unanswered')
  await ben.getByRole('link', { name: TITLE }).waitFor()

  await suggestion.getByRole('button', { name: 'My problem is a different one' }).click()
  await ana.getByText('it was a different problem').waitFor()
  expect(await suggestion.count()).toBe(0)
  await axe(ana)
  const clock = await inDatabase((db) =>
    db.selectFrom('threads').select(['escalationDueAt', 'answerCount', 'state']).executeTakeFirstOrThrow(),
  )
  expect(clock).toEqual({ escalationDueAt: expect.any(Date), answerCount: 0, state: 'needs_attention' })
  const visitor = await openPage(app.url)
  await visitor.goto(thread)
  await visitor.getByText('it was a different problem').click()
  await visitor.getByRole('link', { name: TITLE }).waitFor()
  expect(await visitor.getByRole('button', { name: 'This solved it after all' }).count()).toBe(0)
  await axe(visitor)

  await ana.getByText('it was a different problem').click()
  await ana.getByRole('button', { name: 'This solved it after all' }).click()
  await ana.getByText('Solved the asker’s problem').waitFor()
  await ana.getByText(`The article “${TITLE}” answered it.`).waitFor()
  await axe(ana)
  await ana.getByRole('button', { name: 'Undo' }).click()
  await suggestion.getByRole('button', { name: 'This solved it' }).waitFor()

  await inDatabase(async (db) => obsoleteArticle(db, await person(db, 'Dora'), { articleId }))
  await expect.poll(() => suggestion.count(), { timeout: 15_000 }).toBe(0)
})

test('beside an answer there are canned texts and likely duplicates, and one closes as a duplicate in two presses', async () => {
  await publish(
    'Greeting that asks for a photo of the hub',
    'Please send us a photo of the **back of the hub**.',
    'staff',
  )
  const ben = await signedIn(app.url, 'Ben')
  for (const where of ['on the terrace', 'on the roof']) {
    await ben.goto('/ask')
    await ben.getByLabel('Title').fill(`The rain gauge ${where} counts every drop twice`)
    await ben
      .getByLabel('What happens')
      .fill(`Every drop counts twice in the rain gauge ${where}, since it was calibrated.`)
    await ben.getByLabel('Category').selectOption({ label: 'General questions' })
    await ben.getByRole('combobox', { name: 'Tags' }).pressSequentially('setup, ')
    await ben.getByRole('button', { name: 'Post the question' }).click()
    await ben.getByRole('heading', { level: 1, name: where }).waitFor()
    await expect
      .poll(
        () =>
          inDatabase((db) =>
            db.selectFrom('searchDocuments').where('title', 'like', `%${where}%`).select('postId').execute(),
          ),
        { timeout: 15_000 },
      )
      .toHaveLength(1)
  }
  const thread = new URL(ben.url()).pathname

  const dora = await signedIn(app.url, 'Dora')
  await dora.goto(thread)
  const answer = dora.getByLabel('Answer', { exact: true })
  await answer.fill('Hello Ben, ')
  const help = dora.getByRole('region', { name: 'Help with answering' })
  await help.getByRole('button', { name: 'Insert text: Greeting' }).click()
  expect(await answer.inputValue()).toMatch(
    /^Hello Ben, *\n\nPlease send us a photo of the \*\*back of the hub\*\*\.\n/,
  )
  await help.getByRole('button', { name: 'Insert link: The rain gauge on the terrace' }).click()
  expect(await answer.inputValue()).toMatch(/#\d+$/)
  await axe(dora)

  await help.getByText('Close as duplicate').click()
  await help.getByRole('button', { name: 'Yes, close it' }).click()
  await dora.getByText('Closed as a duplicate').waitFor()
  const { duplicateOf } = await inDatabase((db) =>
    db.selectFrom('threads').where('closeReason', '=', 'duplicate').select('duplicateOf').executeTakeFirstOrThrow(),
  )
  expect(duplicateOf).not.toBeNull()

  const plain = await openPage(app.url, { javaScriptEnabled: false })
  await plain.goto(`${thread.replace('questions', 'threads').replace(/(\d+).*/, '$1')}/help`)
  await plain.getByRole('heading', { name: 'Sign in' }).waitFor()
})
