import { randomBytes } from 'node:crypto'
import { db } from '#db/client.server.ts'

const secrets = new Map<string, Promise<string>>()

/**
 * The secret with which all processes sign for one purpose. It is made at its first use and kept in the database, so
 * nobody has to choose it, and all processes use the same one, also after a restart.
 */
export function getSecret(name: 'forms' | 'browsers' | 'journeys' | 'searches' | 'known_browsers'): Promise<string> {
  const known = secrets.get(name)
  if (known) return known
  const secret = readOrMake(name)
  secrets.set(name, secret)
  // After an error of the database, the next call reads it again.
  secret.catch(() => secrets.delete(name))
  return secret
}

async function readOrMake(name: string): Promise<string> {
  const read = () => db.selectFrom('secrets').where('name', '=', name).select('value').executeTakeFirst()
  const kept = await read()
  if (kept) return kept.value
  // When two processes make one at the same time, both use the one that was stored first.
  const value = randomBytes(32).toString('base64url')
  await db
    .insertInto('secrets')
    .values({ name, value })
    .onConflict((same) => same.column('name').doNothing())
    .execute()
  return (await read())?.value ?? value
}
