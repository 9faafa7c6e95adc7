import type { Page } from 'playwright-core'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { grantRole } from '#app/domain/users/grant-role.ts'
import { signUp } from '#app/domain/users/sign-up.ts'
import { connect } from '#db/connect.ts'
import type { Role } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'
import { openPage } from './browser.ts'

const PASSWORD = 'a long enough sentence'

/** Opens the database of a running forum, so that a test can prepare or look up something. */
export async function inDatabaseOf<Result>(databaseUrl: string, work: (db: Db) => Promise<Result>): Promise<Result> {
  const { db } = connect(databaseUrl, { max: 2 })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

const emailOf = (name: string) => `${name.toLowerCase()}@example.org`

/** Creates accounts with these roles, and a category to ask in. */
export function createAccounts(databaseUrl: string, people: Record<string, Exclude<Role, 'expert'>[]>): Promise<void> {
  return inDatabaseOf(databaseUrl, async (db) => {
    const system = await getSystemActor(db)
    for (const [name, roles] of Object.entries(people)) {
      const { id } = await signUp(db, { name, email: emailOf(name), password: PASSWORD, locale: 'en' })
      for (const role of roles) await grantRole(db, system, { userId: id, role })
    }
    await db.insertInto('categories').values({ slug: 'general', name: 'General questions' }).execute()
    await db.insertInto('tags').values({ name: 'setup' }).execute()
    // A test types faster than people, and its steps are shorter than the waiting times of new members.
    const unhurried = { questionSecondsNew: 0, answerSecondsNew: 0, commentSecondsNew: 0, answerSeconds: 0 }
    await db
      .insertInto('settings')
      .values([
        { name: 'rateLimits', value: JSON.stringify(unhurried) },
        { name: 'newMembers', value: JSON.stringify({ reviewFirstPost: false }) },
      ])
      .onConflict((same) => same.doNothing())
      .execute()
  })
}

/** A new browser in which the user has signed in through the form. */
export async function signedIn(url: string, name: string): Promise<Page> {
  const page = await openPage(url)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(emailOf(name))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.getByText(`Account of ${name}`).waitFor()
  return page
}
