import { type SqlBool, sql } from 'kysely'
import { invalid } from '#app/domain/errors.ts'
import type { Db } from '#db/transaction.ts'

/** What no member is called: whoever reads it would take them for the team. */
const RESERVED = [
  ...['admin', 'administrator', 'administration', 'moderator', 'moderation', 'staff', 'support', 'official', 'system'],
  ...['administrateur', 'administratrice', 'modérateur', 'modératrice', 'équipe', 'officiel', 'système', 'root'],
]

/** Administrators, staff and moderators, and Entraide itself. */
const isOfTeam = (user: string) => sql<SqlBool>`(${sql.ref(`${user}.kind`)} = 'system' or exists (
  select from grants where grants.user_id = ${sql.ref(`${user}.id`)} and grants.role <> 'expert'
    and grants.revoked_at is null and (grants.expires_at is null or grants.expires_at > now())))`

const team = sql`
  select users.id, skeleton from users cross join lateral (values (name_skeleton), (handle_skeleton)) as shapes (skeleton)
  where skeleton <> '' and (users.kind = 'system' or users.id in (
    select user_id from grants where role <> 'expert' and revoked_at is null and (expires_at is null or expires_at > now())))`

/**
 * Of a table or alias of users: whether somebody who is not of the team has a name or a handle that looks like one of
 * the team. Nobody can choose such a name; but people come by import, and members of the team are named later.
 */
export const looksLikeTeam = (user: string) => sql<boolean>`coalesce(
  (${sql.ref(`${user}.name_skeleton`)} in (select skeleton from (${team}) as team)
    or ${sql.ref(`${user}.handle_skeleton`)} in (select skeleton from (${team}) as team))
  and not ${isOfTeam(user)}, false)`

/**
 * Throws invalid `name.of_team` or `handle.of_team` when a new name or handle looks like that of somebody else of the
 * team, or says that its owner is of it.
 */
export async function refuseLookAlike(
  db: Db,
  userId: number | null,
  chosen: { name?: string | undefined; handle?: string | undefined },
): Promise<void> {
  for (const field of ['name', 'handle'] as const) {
    const text = chosen[field]
    if (text === undefined) continue
    const { rows } = await sql`
      select from (${team}) as team where skeleton = skeleton(${text}) and id is distinct from ${userId}
      union all
      select from unnest(${RESERVED}::text[]) as word where skeleton(word) = skeleton(${text})
      limit 1`.execute(db)
    if (rows.length > 0) throw invalid(field, field === 'name' ? 'name.of_team' : 'handle.of_team')
  }
}
