import { afterAll, beforeAll, expect, test } from 'vitest'
import { signUp } from '#app/domain/users/sign-up.ts'
import { startApp } from '#tests/support/app.ts'
import { axe } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Lea: [], Ana: [], Carla: ['staff'] })
  await inDatabaseOf(app.databaseUrl, earnInvitation)
})
afterAll(() => app?.stop())

/** A year of good answers by Lea, as facts; the night that follows is the worker's own job. */
async function earnInvitation(db: Parameters<Parameters<typeof inDatabaseOf>[1]>[0]): Promise<void> {
  const { id: helper } = await db.selectFrom('users').where('name', '=', 'Lea').select('id').executeTakeFirstOrThrow()
  const { id: tagId } = await db.selectFrom('tags').select('id').executeTakeFirstOrThrow()
  const { id: categoryId } = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
  const { id: asker } = await signUp(db, {
    name: 'Hugo',
    email: 'hugo@example.org',
    password: 'a long enough sentence',
    locale: 'en',
  })
  const createdAt = new Date(Date.now() - 20 * 86_400_000)
  await db.updateTable('users').set({ createdAt }).execute()
  for (let index = 0; index < 10; index++) {
    await db.transaction().execute(async (trx) => {
      const { id: threadId } = await trx
        .insertInto('threads')
        .values({ categoryId, authorId: asker, title: `Question ${index}`, createdAt })
        .returning('id')
        .executeTakeFirstOrThrow()
      const text = { threadId, body: 'x', html: '<p>x</p>', createdAt }
      const posts = await trx
        .insertInto('posts')
        .values([
          { ...text, kind: 'question', authorId: asker },
          { ...text, kind: 'answer', authorId: helper },
        ])
        .returning(['id', 'kind'])
        .execute()
      const [question, answer] = posts
      await trx.insertInto('threadTags').values({ threadId, tagId }).execute()
      await trx
        .updateTable('threads')
        .set({
          questionId: question?.id ?? 0,
          acceptedAnswerId: answer?.id ?? 0,
          acceptedAt: createdAt,
          state: 'solved',
        })
        .where('id', '=', threadId)
        .execute()
      await trx
        .insertInto('votes')
        .values({ postId: answer?.id ?? 0, value: 1, voterId: asker })
        .execute()
    })
  }
}

test('somebody accepts the charter, is asked as an expert, takes the question and answers it', async () => {
  await inDatabaseOf(app.databaseUrl, async (db) => {
    const { sql } = await import('kysely')
    await sql`select graphile_worker.add_job('experts.renew', '{}'::json)`.execute(db)
  })
  const lea = await signedIn(app.url, 'Lea')
  const unread = lea.getByRole('link', { name: /^Notifications: \d+ unread/ })
  await expect
    .poll(
      async () => {
        await lea.reload()
        return unread.count()
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe(1)
  await unread.click()
  await lea.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor()
  await axe(lea)
  await lea.getByRole('link', { name: 'You are invited to be an expert in setup' }).click()
  await lea.getByRole('heading', { level: 1, name: 'Become an expert in setup' }).waitFor()
  await axe(lea)
  await lea.getByRole('button', { name: 'I accept the charter' }).click()
  await lea.getByText('You are an expert in setup').waitFor()
  await lea.goto('/experts')
  await lea.getByRole('main').getByRole('link', { name: 'Lea' }).waitFor()
  await axe(lea)

  const ana = await signedIn(app.url, 'Ana')
  await ana.goto('/ask')
  await ana.getByLabel('Title').fill('The hub forgets its clock every night')
  await ana.getByLabel('What happens').fill('Every morning it is back in the year 2000, and I set it again.')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).fill('setup ')
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { level: 1, name: 'The hub forgets its clock' }).waitFor()
  const thread = new URL(ana.url()).pathname

  await expect
    .poll(
      async () => {
        await lea.goto('/notifications')
        return lea.getByRole('link', { name: 'You are asked to answer' }).count()
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe(1)
  await axe(lea)
  await lea.getByRole('button', { name: 'I will answer' }).click()
  await lea.getByText('You have taken this question').waitFor()
  await axe(lea)

  await ana.goto(thread)
  await ana.getByText('Lea has taken this question').waitFor()
  await axe(ana)

  await lea
    .getByRole('textbox', { name: 'Answer' })
    .fill('Its battery is empty: it is the small round one under the lid.')
  await expect
    .poll(
      async () => {
        await ana.reload()
        return ana.getByText('Lea is writing an answer').count()
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBe(1)
  await lea.getByRole('button', { name: 'Post answer' }).click()
  await expect.poll(() => lea.getByRole('main').innerText(), { timeout: 15_000 }).toMatch(/Expert\s/)
  await lea.getByRole('button', { name: 'Bookmark' }).first().click()
  await lea.getByRole('button', { name: 'Bookmark', pressed: true }).waitFor()

  await expect
    .poll(
      async () => {
        await ana.goto('/notifications')
        return ana.getByRole('link', { name: 'Lea answered' }).count()
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe(1)
  await ana.getByRole('link', { name: 'Lea answered' }).click()
  await ana.getByText('the small round one under the lid').first().waitFor()
  expect(await ana.getByText('Lea has taken this question').count()).toBe(0)
  await ana.goto('/notifications')
  await ana.getByText('Nothing new').waitFor()
  await ana.goto('/following')
  await axe(ana)
  await ana.goto('/settings/notifications')
  await axe(ana)
  await lea.goto('/bookmarks')
  await lea.getByRole('main').getByRole('link', { name: 'The hub forgets its clock' }).waitFor()
  await axe(lea)

  const carla = await signedIn(app.url, 'Carla')
  await carla.goto('/admin/experts')
  await axe(carla)
  await carla.getByLabel('Person').fill('Ana')
  await carla.getByRole('textbox', { name: 'Tag' }).fill('setup')
  await carla.getByRole('button', { name: 'Appoint as expert' }).click()
  await carla.getByRole('button', { name: 'End the role of Ana as an expert in setup' }).waitFor()
}, 180_000)
