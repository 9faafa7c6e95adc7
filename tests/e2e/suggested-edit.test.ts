import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { axe, openPage } from '#tests/support/browser.ts'
import { createAccounts, inDatabaseOf, signedIn } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [], Rita: ['moderator'] })
  // Points that Ben brought along.
  await inDatabaseOf(app.databaseUrl, (db) =>
    db.updateTable('users').set({ reputationPoints: 100 }).where('name', '=', 'Ben').execute(),
  )
})
afterAll(() => app?.stop())

test('a member suggests an edit, a reviewer approves it, and the post, its history and the member’s points show it', async () => {
  const ana = await signedIn(app.url, 'Ana')
  await ana.goto('/ask')
  await ana.getByLabel('Title').fill('How do I reset the garden hub to its factory settings?')
  await ana.getByLabel('What happens').fill('The hub blinks red since this morning.\n\nI pressed every buton I found.')
  await ana.getByLabel('Category').selectOption({ label: 'General questions' })
  await ana.getByRole('combobox', { name: 'Tags' }).fill('setup')
  await ana.getByRole('button', { name: 'Post the question' }).click()
  await ana.getByRole('heading', { level: 1, name: 'How do I reset the garden hub' }).waitFor()
  const thread = new URL(ana.url()).pathname

  const ben = await signedIn(app.url, 'Ben')
  await ben.goto(thread)
  await ben.getByRole('link', { name: 'Suggest an edit' }).click()
  await ben.getByText('Your change will be reviewed').waitFor()
  await axe(ben)
  await ben
    .getByLabel('Text', { exact: true })
    .fill('The hub blinks red since this morning.\n\nI pressed every button I found.')
  await ben.getByLabel('Reason for the edit').fill('Spelling')
  await ben.getByRole('button', { name: 'Send the suggestion' }).click()
  await ben.getByText('Waiting for a decision').waitFor()
  await axe(ben)
  await ben.goto(thread)
  await ben.getByText('Your edit is waiting for a decision').waitFor()
  expect(await ben.getByText('every buton I found').count()).toBe(1)

  const rita = await signedIn(app.url, 'Rita')
  await rita.goto('/review')
  await rita.getByRole('link', { name: 'Suggested edits' }).click()
  await axe(rita)
  await rita.getByRole('link', { name: 'How do I reset the garden hub' }).click()
  await rita.getByRole('heading', { name: 'Decision' }).waitFor()
  expect(await rita.locator('ins', { hasText: 'button' }).count()).toBe(1)
  expect(await rita.locator('del', { hasText: 'buton' }).count()).toBe(1)
  await axe(rita)
  await rita.getByRole('link', { name: 'Improve and approve' }).click()
  await rita.getByRole('heading', { name: 'Improve a suggested edit' }).waitFor()
  await axe(rita)
  await rita.goBack()
  await rita.getByRole('button', { name: 'Approve', exact: true }).click()
  await rita.waitForURL(/\/questions\//)
  await rita.getByText('every button I found').waitFor()

  await ben.reload()
  await ben.getByText('every button I found').waitFor()
  await ben.getByText('102').first().waitFor()
  await ben.getByRole('link', { name: /^edited/ }).click()
  await ben.getByRole('heading', { name: 'History' }).waitFor()
  await ben.getByText('Suggested edit, approved by Rita').waitFor()
  await ben.getByRole('listitem').filter({ hasText: 'Revision 2' }).getByRole('link', { name: 'Ben' }).waitFor()
  await axe(ben)
  await ben.getByRole('link', { name: 'Inline' }).click()
  await ben.waitForURL(/view=inline/)
  await ben.getByRole('link', { name: 'Full text' }).click()
  await ben.locator('pre', { hasText: 'every button I found' }).waitFor()
  const history = new URL(ben.url()).pathname

  await ana.goto(history)
  await ana.getByRole('link', { name: 'Roll back · Revision 1' }).click()
  await ana.getByRole('heading', { name: 'Roll back to revision 1' }).waitFor()
  await axe(ana)
  await ana.getByRole('button', { name: 'Roll back' }).click()
  await ana.getByText('Rolled back to revision 1').waitFor()

  await rita.goto(`${history}/2/redaction`)
  await rita.getByLabel('Why it has to be removed').fill('A name of somebody')
  await axe(rita)
  await rita.getByRole('button', { name: 'Remove the text' }).click()
  await rita.getByText('Text removed by Rita').waitFor()
  await axe(rita)
})

test('two people who edit at once lose nothing, without a script too', async () => {
  const [ana, rita] = [await signedIn(app.url, 'Ana'), await signedIn(app.url, 'Rita')]
  await ana.goto('/questions')
  await ana.getByRole('link', { name: 'How do I reset the garden hub' }).first().click()
  await ana.waitForURL(/\/questions\/\d/)
  const thread = new URL(ana.url()).pathname
  await ana.getByRole('link', { name: 'Edit', exact: true }).first().click()
  await ana.getByLabel('Text', { exact: true }).waitFor()
  await rita.goto(new URL(ana.url()).pathname, { waitUntil: 'networkidle' })
  await rita
    .getByLabel('Text', { exact: true })
    .fill('The hub blinks amber since this morning.\n\nI pressed every buton I found.')
  await rita.getByRole('button', { name: 'Save' }).click()
  await rita.waitForURL(/\/questions\//)
  await rita.getByText('blinks amber').waitFor()

  await ana
    .getByLabel('Text', { exact: true })
    .fill('The hub blinks red since this morning.\n\nI pressed all the buttons I found.')
  await ana.getByRole('button', { name: 'Save' }).click()
  await ana.getByText('Rita was faster').waitFor()
  await axe(ana)
  await ana.getByRole('button', { name: 'Save both changes' }).click()
  await ana.getByRole('region', { name: 'Question', exact: true }).waitFor()
  await ana.getByText('I pressed all the buttons I found.').waitFor()
  await ana.getByText('The hub blinks amber since this morning.').waitFor()

  const visitor = await openPage(app.url, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  await visitor.goto(thread)
  await visitor.getByRole('link', { name: /^edited/ }).click()
  await visitor.getByLabel('Compare from revision 1').check()
  await visitor.getByLabel('Compare to revision 3').check()
  await visitor.getByRole('button', { name: 'Compare the two selected' }).click()
  await visitor.getByRole('heading', { name: 'Revision 1 → Revision 3' }).waitFor()
})
