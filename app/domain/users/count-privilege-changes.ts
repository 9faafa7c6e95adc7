import { sql } from 'kysely'
import { PRIVILEGES, type Privilege, type PrivilegeTable } from '#app/domain/users/privilege-presets.ts'
import type { Db } from '#db/transaction.ts'

export type PrivilegeChange = { gain: number; lose: number }
export type PrivilegeChanges = Partial<Record<Privilege, PrivilegeChange>>

/**
 * How many members would gain and lose each privilege with another table, for several tables at once. People whose role
 * allows everything are not counted; privileges without a change are left out.
 */
export async function countPrivilegeChanges<Name extends string>(
  db: Db,
  current: PrivilegeTable,
  tables: Record<Name, PrivilegeTable>,
): Promise<Record<Name, PrivilegeChanges>> {
  const all: PrivilegeTable[] = [current, ...Object.values<PrivilegeTable>(tables)]
  const points = [...new Set(all.flatMap((table) => Object.values(table)))].sort((a, b) => a - b)
  const { rows } = await sql<{ bucket: number; people: number }>`
    select width_bucket(reputation, ${points}::integer[]) as bucket, count(*)::integer as people
    from users
    where kind = 'person' and deleted_at is null and not exists (
      select from grants where grants.user_id = users.id and role in ('admin', 'staff', 'moderator')
        and category_id is null and revoked_at is null and (expires_at is null or expires_at > now())
    )
    group by bucket`.execute(db)

  // A bucket holds the people who have reached this many of the thresholds, and not the next.
  const peopleFrom = (threshold: number) =>
    rows.filter((row) => row.bucket > points.indexOf(threshold)).reduce((sum, row) => sum + row.people, 0)

  const changesOf = (table: PrivilegeTable) => {
    const changes: PrivilegeChanges = {}
    for (const privilege of PRIVILEGES) {
      const more = peopleFrom(table[privilege]) - peopleFrom(current[privilege])
      if (more !== 0) changes[privilege] = { gain: Math.max(0, more), lose: Math.max(0, -more) }
    }
    return changes
  }
  const entries = Object.entries<PrivilegeTable>(tables).map(([name, table]) => [name, changesOf(table)])
  return Object.fromEntries(entries) as Record<Name, PrivilegeChanges>
}
