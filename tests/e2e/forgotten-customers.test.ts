import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createArticle } from '#app/domain/articles/create-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Db } from '#db/transaction.ts'
import { contactStaff } from '#moderation/escalation/contact-staff.ts'
import { startApp } from '#tests/support/app.ts'
import { axe } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Carla: ['staff'], Dora: ['staff'] })
})
afterAll(() => app?.stop())

const inForum = <Result>(work: (db: Db) => Promise<Result>) => inDatabaseOf(app.databaseUrl, work)
async function person(db: Db, name: string) {
  const { id } = await db.selectFrom('users').where('name', '=', name).select('id').executeTakeFirstOrThrow()
  return getActor(db, id)
}
const categoryIn = async (db: Db) =>
  (await db.selectFrom('categories').where('slug', '=', 'general').select('id').executeTakeFirstOrThrow()).id

/** Ana's case, taken and solved by Carla. */
const solvedCase = () =>
  inForum(async (db) => {
    const [ana, carla] = [await person(db, 'Ana'), await person(db, 'Carla')]
    const { id: threadId } = await contactStaff(db, ana, {
      title: 'My invoice shows the wrong rate of tax',
      body: 'It says twenty per cent, and the association is exempt from it.',
      categoryId: await categoryIn(db),
      locale: 'en',
    })
    const { id: ticketId } = await db
      .selectFrom('tickets')
      .where('threadId', '=', threadId)
      .select('id')
      .executeTakeFirstOrThrow()
    await takeTicket(db, carla, { ticketId })
    await solveTicket(db, carla, { ticketId, reason: 'A corrected invoice was sent' })
    return { threadId, ticketId }
  })

/** What the page says once somebody looks at it again, without being loaded anew. */
async function looksAgain(page: Page, name: RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
        return page.getByRole('link', { name }).count()
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBeGreaterThan(0)
}

test('a message opens a solved case, a closed one has a successor, and the staff see it on the page that they have open', async () => {
  const { threadId, ticketId } = await solvedCase()
  const carla = await signedIn(app.url, 'Carla')
  await carla.goto('/notifications')
  const unread = async () => carla.getByRole('main').getByRole('listitem').count()
  // The worker has told her of the new ticket, and the bell says as many as the page lists.
  await expect
    .poll(async () => {
      await carla.reload()
      return unread()
    })
    .toBeGreaterThan(0)
  const before = await unread()
  await looksAgain(carla, new RegExp(`Notifications: ${before} unread`))

  const ana = await signedIn(app.url, 'Ana')
  await ana.goto(`/questions/${threadId}/private-replies`)
  await ana.getByText('A new message reopens it').waitFor()
  await axe(ana)
  await ana.getByRole('textbox', { name: 'Your message' }).fill('The corrected invoice shows the same rate.')
  await ana.getByRole('button', { name: 'Send' }).click()
  await ana.getByRole('listitem').filter({ hasText: 'shows the same rate' }).waitFor()
  expect(await ana.getByText('A new message reopens it').count()).toBe(0)
  expect(await inForum((db) => db.selectFrom('tickets').select(['state', 'solvedAt']).execute())).toEqual([
    { state: 'open', solvedAt: null },
  ])
  await looksAgain(carla, new RegExp(`Notifications: (?!${before} )\\d+ unread`))

  await inForum(async (db) => {
    const actor = await person(db, 'Carla')
    await solveTicket(db, actor, { ticketId, reason: 'Sent once more' })
    await changeTicket(db, actor, { ticketId, state: 'closed' })
  })
  await ana.reload()
  await axe(ana)
  await ana.getByRole('link', { name: 'Open a new case about this' }).click()
  await ana.getByText('This follows up on your earlier case').waitFor()
  await axe(ana)
  await ana.getByLabel('Subject').fill('The invoice of June is wrong as well')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('textbox', { name: 'Message' }).fill('It says twenty per cent again, a month later.')
  await ana.getByRole('button', { name: 'Send to the team' }).click()
  await ana.waitForURL(/\/questions\/\d+\/private-replies$/)
  await ana.getByText('Follow-up to:').waitFor()
  const follows = await inForum((db) =>
    db.selectFrom('tickets').select('previousTicketId').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow(),
  )
  expect(follows.previousTicketId).toBe(ticketId)
  await looksAgain(carla, /^Desk\s*1$/)
}, 120_000)

test('whoever wrote in an article has no way to validate it', async () => {
  const articleId = await inForum(async (db) => {
    const [dora, carla] = [await person(db, 'Dora'), await person(db, 'Carla')]
    const text = {
      title: 'How to correct an invoice',
      body: 'Write to us, and say which one it is.',
      locale: 'en',
    } as const
    const { articleId } = await createArticle(db, dora, { ...text, categoryId: await categoryIn(db) })
    await submitArticle(db, dora, { articleId })
    await editArticle(db, carla, { articleId, ...text, title: 'How to have an invoice corrected', weight: 'typo' })
    return articleId
  })
  const carla = await signedIn(app.url, 'Carla')
  await carla.goto(`/kb/articles/${articleId}`)
  await carla.getByText('You wrote part of this text, so a colleague has to check it.').waitFor()
  await axe(carla)
  expect(await carla.getByRole('button', { name: 'Validate and publish' }).count()).toBe(0)
  const status = await carla.evaluate(async (id) => {
    const body = new URLSearchParams({ locale: 'en', baseRevision: '2' })
    return (await fetch(`/kb/articles/${id}/publication`, { method: 'POST', body })).status
  }, articleId)
  expect(status).toBe(403)
}, 60_000)
