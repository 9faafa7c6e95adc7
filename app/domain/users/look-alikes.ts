import { sql } from 'kysely'
import { invalid } from '#app/domain/errors.ts'
import type { Db, Trx } from '#db/transaction.ts'

/** What no member is called: whoever reads it would take them for the team. */
const RESERVED = [
  ...['admin', 'administrator', 'administration', 'moderator', 'moderation', 'staff', 'support', 'official', 'system'],
  ...['administrateur', 'administratrice', 'modérateur', 'modératrice', 'équipe', 'officiel', 'système', 'root'],
]

const CURRENT = `role <> 'expert' and revoked_at is null and (expires_at is null or expires_at > now())`

/** The names and handles of administrators, staff and moderators, and of Entraide itself, as skeletons. */
const TEAM = `
  select users.id, skeleton
  from (
    select user_id as id from grants where ${CURRENT}
    union all
    select id from users where kind = 'system'
  ) as members
  join users on users.id = members.id
  cross join lateral (values (users.name_skeleton), (users.handle_skeleton)) as shapes (skeleton)
  where skeleton <> ''`

/**
 * Whether somebody who is not of the team has a name or a handle that looks like one of the team; `users.looks_like_team`
 * stores it. Nobody can choose such a name, but people come by import, and members of the team are appointed later.
 */
export const looksLikeTeam = (alias: string) => `(
  array[${alias}.name_skeleton, ${alias}.handle_skeleton] && array(select skeleton from (${TEAM}) as team)
  and ${alias}.kind <> 'system'
  and not exists (select from grants where grants.user_id = ${alias}.id and ${CURRENT}))`

/** Marks those who look like the team, after the team or a name has changed. */
export async function markLookAlikes(trx: Trx): Promise<void> {
  await sql`
    update users set looks_like_team = not looks_like_team
    where users.id in (
        select id from users where looks_like_team
        union select alike.id from users alike join (${sql.raw(TEAM)}) as team on team.skeleton = alike.name_skeleton
        union select alike.id from users alike join (${sql.raw(TEAM)}) as team on team.skeleton = alike.handle_skeleton)
      and looks_like_team is distinct from ${sql.raw(looksLikeTeam('users'))}`.execute(trx)
}

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
      select from (${sql.raw(TEAM)}) as team where skeleton = skeleton(${text}) and id is distinct from ${userId}
      union all
      select from unnest(${RESERVED}::text[]) as word where skeleton(word) = skeleton(${text})
      limit 1`.execute(db)
    if (rows.length > 0) throw invalid(field, field === 'name' ? 'name.of_team' : 'handle.of_team')
  }
}
