import { randomBytes } from 'node:crypto'
import { db } from '#db/client.server.ts'

const secrets = new Map<string, Promise<string>>()

/**
 * What every process signs with for one purpose: made at its first use, kept in the database, so that nobody has to
 * choose one and all processes, started again or side by side, use the same.
 */
export function getSecret(name: 'forms' | 'browsers' | 'journeys' | 'searches'): Promise<string> {
  const known = secrets.get(name)
  if (known) return known
  const secret = readOrMake(name)
  secrets.set(name, secret)
  // A database that was away for a moment is asked again.
  secret.catch(() => secrets.delete(name))
  return secret
}

async function readOrMake(name: string): Promise<string> {
  const read = () => db.selectFrom('secrets').where('name', '=', name).select('value').executeTakeFirst()
  const kept = await read()
  if (kept) return kept.value
  // Of two processes at once, both use what the first has kept.
  const value = randomBytes(32).toString('base64url')
  await db
    .insertInto('secrets')
    .values({ name, value })
    .onConflict((same) => same.column('name').doNothing())
    .execute()
  return (await read())?.value ?? value
}
