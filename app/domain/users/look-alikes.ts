import { sql } from 'kysely'
import { readIds, readRows, type Swept, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import { type KnownNames, type KnownPerson, knownNames, looksLikeOf } from '#app/domain/users/name-likeness.ts'
import type { Db, Trx } from '#db/transaction.ts'

const BATCH = 500

/** The names that nobody else should bear: of administrators, staff and moderators, and of experts. */
export async function findKnownNames(db: Db): Promise<KnownNames> {
  const { rows } = await sql<KnownPerson>`
    select users.id, users.name, users.handle, case when bool_or(role <> 'expert') then 'team' else 'expert' end as of
    from grants join users on users.id = user_id
    where revoked_at is null and (expires_at is null or expires_at > now()) and users.deleted_at is null
    group by users.id`.execute(db)
  return knownNames(rows)
}

const named = (db: Db) => db.selectFrom('users').select(['id', 'kind', 'name', 'handle', 'looksLike'])

/** Everybody with their names and their mark, read in batches. */
export const readNames = (db: Db) =>
  readRows((after) => named(db).where('id', '>', after).orderBy('id').limit(BATCH).execute())

/**
 * Marks whoever may be taken for the team or for an expert, among all users. Nobody can choose a name of the team, but
 * people come by import, and others become members of the team or experts later.
 */
export async function markLookAlikes(db: Db): Promise<Swept> {
  const known = await findKnownNames(db)
  const ids = readIds((after) => named(db).where('id', '>', after).orderBy('id').limit(BATCH).execute())
  return sweepBatches(db, { name: 'users.mark_look_alikes', kind: 'user' }, ids, (trx, batch) =>
    markUsers(trx, known, batch),
  )
}

/** Marks these users, or takes their marks away. */
export async function markUsers(trx: Trx, known: KnownNames, userIds: number[]): Promise<void> {
  for (const user of await named(trx).where('id', 'in', userIds).execute()) {
    const looksLike = looksLikeOf(user, known)
    if (looksLike === user.looksLike) continue
    // Whoever is renamed meanwhile is marked by their new name.
    const stillNamed = trx.updateTable('users').where('id', '=', user.id).where('name', '=', user.name)
    await stillNamed.where('handle', '=', user.handle).set({ looksLike }).execute()
  }
}
