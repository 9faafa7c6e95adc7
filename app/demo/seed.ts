import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

const SEED_LOCK = 1_702_131_317
const PASSWORD = 'entraide-demo'

type Grants = { role: string; tag?: string }[]
type Account = { email: string; password: string; role: string }

/**
 * Fills an empty community with the demo: all of it or nothing. Undefined, and nothing done, when somebody is there
 * already. Returns the accounts to sign in with.
 */
export function seedDemo(db: Db): Promise<{ accounts: Account[] } | undefined> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${SEED_LOCK})`.execute(trx)
    const somebody = await trx.selectFrom('users').where('kind', '=', 'person').select('id').limit(1).executeTakeFirst()
    if (somebody) return undefined

    const { hashPassword } = await import('#app/platform/password.ts')
    const { playDemo } = await import('#app/demo/play.ts')
    const { people } = await import('#app/demo/people.ts')
    await playDemo(trx, { now: new Date(), passwordHash: await hashPassword(PASSWORD) })

    return { accounts: accountsOf(people.filter((person) => person.showcased)) }
  })
}

/** The accounts of the demo that are there: they are printed at each start, not only at the first. */
export async function findDemoAccounts(db: Db): Promise<Account[]> {
  const { people } = await import('#app/demo/people.ts')
  const showcased = people.filter((person) => person.showcased)
  const users = await db
    .selectFrom('users')
    .where(
      'email',
      'in',
      showcased.map(({ email }) => email),
    )
    .select('email')
    .execute()
  const there = new Set(users.map(({ email }) => email))
  return accountsOf(showcased.filter(({ email }) => there.has(email)))
}

const accountsOf = (people: Array<{ email: string; grants: Grants }>): Account[] =>
  people.map(({ email, grants }) => ({ email, password: PASSWORD, role: roleOf(grants) }))

function roleOf(grants: Grants): string {
  const tags = grants.flatMap(({ tag }) => tag ?? [])
  if (tags.length > 0) return `expert of ${tags.join(' and ')}`
  return grants[0]?.role ?? 'member'
}
