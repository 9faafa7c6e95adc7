import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import type { Db } from '#db/transaction.ts'
import { startApp } from '#tests/support/app.ts'
import { axe } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

const VOTERS = ['Dora', 'Eli', 'Fay', 'Gus'] as const

let app: Awaited<ReturnType<typeof startApp>>
let thread: { id: number; questionId: number; answerId: number; boId: number }

const person = async (db: Db, name: string): Promise<Actor> => {
  const { id } = await db.selectFrom('users').where('name', '=', name).select('id').executeTakeFirstOrThrow()
  return getActor(db, id)
}

beforeAll(async () => {
  app = await startApp()
  const moderators = Object.fromEntries([...VOTERS, 'Carla'].map((name) => [name, ['moderator' as const]]))
  await createAccounts(app.databaseUrl, { Ana: [], Bo: [], Eva: ['admin'], ...moderators })
  thread = await inDatabaseOf(app.databaseUrl, async (db) => {
    await db
      .insertInto('settings')
      .values({ name: 'privileges', value: JSON.stringify({ preset: 'medium' }) })
      .execute()
    const bo = await person(db, 'Bo')
    const category = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    const { id } = await askQuestion(db, await person(db, 'Ana'), {
      title: 'How do I set the clock of the hub?',
      body: 'It is an hour behind since Sunday, and I find no setting.',
      categoryId: category.id,
      tags: 'setup',
      locale: 'en',
    })
    const answer = await postAnswer(db, bo, { threadId: id, body: 'Choose your time zone on the page of the hub.' })
    const { questionId } = await db
      .selectFrom('threads')
      .where('id', '=', id)
      .select('questionId')
      .executeTakeFirstOrThrow()
    return { id, questionId: questionId ?? 0, answerId: answer.id, boId: bo.id }
  })
})
afterAll(() => app?.stop())

/** Opens the thread and waits until the page has come to life: it says then that it was seen. */
const openThread = (page: Page) =>
  Promise.all([page.waitForRequest(`**/questions/${thread.id}/views`), page.goto(`/questions/${thread.id}`)])

const question = (page: Page) => page.locator(`#post-${thread.questionId}`)

test('a member sees what points are missing, earns them by an answer, and uses what they opened', async () => {
  const bo = await signedIn(app.url, 'Bo')
  await openThread(bo)
  const comment = question(bo).getByRole('button', { name: 'Comment (50 points needed)' })
  await comment.focus()
  await bo.keyboard.press('Enter')
  await bo.getByText('You need 50 points for this; you have 1.').waitFor()
  await axe(bo)
  await bo.keyboard.press('Escape')
  await bo.getByText('You need 50 points for this; you have 1.').waitFor({ state: 'hidden' })
  await question(bo).getByRole('button', { name: '125 points needed' }).click({ force: true })
  await bo.getByText('You need 125 points for this').waitFor()
  await bo.getByRole('link', { name: 'All privileges' }).click()
  await bo.getByRole('heading', { level: 1, name: 'Privileges' }).waitFor()
  expect(await bo.getByText('1 of 8 points').count()).toBe(1)
  await axe(bo)

  const carla = await signedIn(app.url, 'Carla')
  await openThread(carla)
  await carla.locator(`#post-${thread.answerId}`).getByRole('button', { name: 'This is useful', exact: true }).click()
  await expect
    .poll(() => carla.locator(`#post-${thread.answerId} output`).first().textContent(), { timeout: 10_000 })
    .toBe('1')
  await inDatabaseOf(app.databaseUrl, async (db) => {
    for (const name of VOTERS) await castVote(db, await person(db, name), { postId: thread.answerId, value: 1 })
  })

  await bo.goto(`/users/${thread.boId}/reputation`)
  await bo.getByRole('heading', { name: '51 points' }).waitFor()
  expect(await bo.getByText('Answer upvoted').count()).toBe(5)
  await bo.getByText('As a table').click()
  await axe(bo)

  await openThread(bo)
  await question(bo).locator('summary', { hasText: 'Comment' }).click()
  await question(bo).getByRole('textbox').fill('Which version of the hub do you have?')
  await question(bo)
    .getByRole('button', { name: /comment/i })
    .last()
    .click()
  await bo.getByText('Which version of the hub do you have?').waitFor()
  // Voting down still takes more.
  expect(await question(bo).getByRole('button', { name: '125 points needed' }).count()).toBe(1)
})

test('an administrator sees whom another table would touch, and puts it in force', async () => {
  const eva = await signedIn(app.url, 'Eva')
  await eva.goto('/admin/settings/privileges')
  await axe(eva)
  await eva.getByRole('radio', { name: /^Support/ }).check()
  await eva.getByRole('button', { name: 'See what would change' }).click()
  await eva.getByRole('status').getByText('Comment everywhere: 50 → 1 points').waitFor()
  await eva.getByLabel('Points needed for “Vote down”').fill('40')
  await eva.getByRole('radio', { name: /^Custom/ }).check()
  await eva.getByRole('button', { name: 'See what would change' }).click()
  await eva.getByRole('status').getByText('Vote down: 125 → 40 points · 1 member gains it').waitFor()
  await eva.getByRole('button', { name: 'Save' }).click()
  await eva.getByText('The new table is in force').waitFor()
  await eva.getByRole('button', { name: 'Back to the table before the last change (Medium)' }).waitFor()
  await axe(eva)

  const bo = await signedIn(app.url, 'Bo')
  await openThread(bo)
  expect(
    await question(bo)
      .getByRole('button', { name: /points needed/ })
      .count(),
  ).toBe(0)

  await eva.goto('/admin/settings')
  await axe(eva)
  await eva.locator('#voting-upADay').fill('0')
  await eva.getByRole('button', { name: 'Save “Voting”' }).click()
  await eva.getByText('A whole number from 1 to').waitFor()
  await axe(eva)
})
