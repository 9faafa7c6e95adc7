import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Carla: ['staff'], Eva: ['admin'] })
  await inDatabaseOf(app.databaseUrl, async (db) => {
    await db
      .insertInto('calendars')
      .values({
        name: 'Around the clock',
        timeZone: 'Europe/Paris',
        slots: JSON.stringify([1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }))),
      })
      .execute()
    await db
      .updateTable('policies')
      .set({ startsAt: new Date('2026-01-01') })
      .execute()
  })
})
afterAll(() => app?.stop())

test('a question that nobody solves in time becomes one ticket, which staff answer in public and the asker accepts', async () => {
  const eva = await signedIn(app.url, 'Eva')
  await eva.goto('/admin/policies')
  await axe(eva)
  await eva.getByRole('link', { name: 'Default' }).click()
  await axe(eva)
  await eva.getByLabel('Calendar').selectOption({ label: 'Around the clock' })
  await eva.locator('[name=unansweredMinutes]').fill('1')
  await eva.locator('[name=unsolvedMinutes]').fill('1')
  await eva.getByRole('button', { name: 'Save' }).click()
  await eva.waitForURL('**/admin/policies')

  const ana = await signedIn(app.url, 'Ana')
  await ana.goto('/ask')
  await ana.getByLabel('Title').fill('My invoice shows the wrong rate of tax')
  await ana.getByLabel('What happens').fill('It says twenty per cent, and the association is exempt from it.')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { level: 1, name: 'My invoice shows' }).waitFor()
  const thread = new URL(ana.url()).pathname

  await aMinutePasses()
  // Nothing but the worker's own sweep, each minute, turns it into a ticket.
  await expect
    .poll(
      async () => {
        await ana.reload()
        return ana.getByText('our staff took over').count()
      },
      { timeout: 90_000, interval: 2_000 },
    )
    .toBe(1)
  await axe(ana)

  const carla = await signedIn(app.url, 'Carla')
  await carla.goto('/desk')
  await axe(carla)
  expect(await carla.getByRole('link', { name: 'My invoice shows' }).count()).toBe(1)
  await carla.getByRole('link', { name: 'My invoice shows' }).click()
  await carla.getByRole('button', { name: 'Take it' }).click()
  await carla.getByRole('button', { name: 'Back to the queue' }).waitFor()
  await axe(carla)
  await carla.getByLabel('Staff only').check()
  await carla.getByRole('textbox', { name: 'Message' }).fill('Accounting confirms that the exemption is on file.')
  await carla.getByRole('button', { name: 'Save the note' }).click()
  await carla.getByText('the exemption is on file').waitFor()
  await carla.getByLabel('Everyone').check()
  await carla
    .getByRole('textbox', { name: 'Message' })
    .fill('Your exemption is active from today, and a corrected invoice is on its way.')
  await carla.getByRole('button', { name: 'Publish' }).click()
  await carla.getByText('a corrected invoice is on its way').waitFor()

  await ana.goto(thread)
  await ana.getByText('Official answer').waitFor()
  expect(await ana.getByText('the exemption is on file').count()).toBe(0)
  await ana.getByRole('button', { name: 'This solved it' }).click()
  await ana.getByText('Accepted').first().waitFor()

  const tickets = () =>
    inDatabaseOf(app.databaseUrl, (db) => db.selectFrom('tickets').select(['state', 'cause']).execute())
  await expect.poll(tickets, { timeout: 15_000 }).toEqual([{ state: 'solved', cause: 'unanswered' }])
  await carla.goto('/desk?view=solved')
  await carla.getByRole('link', { name: 'My invoice shows' }).waitFor()
  await axe(carla)
}, 300_000)

/** Makes the question a minute older, once its clock runs. There is no other one. */
async function aMinutePasses(): Promise<void> {
  await inDatabaseOf(app.databaseUrl, async (db) => {
    const thread = () => db.selectFrom('threads').select('escalationDueAt').executeTakeFirst()
    await expect.poll(async () => (await thread())?.escalationDueAt).toBeInstanceOf(Date)
    const earlier = (column: string) => sql<Date>`${sql.ref(column)} - interval '1 minute'`
    await db
      .updateTable('threads')
      .set({ createdAt: earlier('created_at'), escalationDueAt: earlier('escalation_due_at') })
      .execute()
    await db
      .updateTable('posts')
      .set({ createdAt: earlier('created_at') })
      .execute()
  })
}
