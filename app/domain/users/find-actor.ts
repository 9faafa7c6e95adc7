import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { notFound } from '#app/domain/errors.ts'
import { prepare } from '#app/domain/prepare.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { privilegeTable } from '#app/domain/users/privilege-setting.ts'
import type { Db } from '#db/transaction.ts'

const actors = (db: Db, now = new Date()) =>
  db
    .selectFrom('users')
    .where('users.deletedAt', 'is', null)
    .select((eb) => [
      'users.id',
      'users.kind',
      'users.name',
      'users.email',
      'users.locale',
      'users.timeZone',
      'users.theme',
      'users.languageFirst',
      'users.reputation',
      'users.suspendedUntil',
      'users.silencedUntil',
      'users.createdAt',
      jsonArrayFrom(
        eb
          .selectFrom('grants')
          .whereRef('grants.userId', '=', 'users.id')
          .where('grants.revokedAt', 'is', null)
          .where((or) => or.or([or('grants.expiresAt', 'is', null), or('grants.expiresAt', '>', now)]))
          .select(['grants.role', 'grants.categoryId', 'grants.tagId']),
      ).as('grants'),
      eb
        .selectFrom('settings')
        .where('settings.name', '=', sql.lit('privileges'))
        .select('settings.value')
        .as('privileges'),
    ])

const withTable = <Row extends { privileges: unknown }>(row: Row) => ({
  ...row,
  privileges: privilegeTable(row.privileges),
})

export async function findActor(db: Db, userId: number): Promise<Actor | undefined> {
  const row = await actors(db).where('users.id', '=', userId).executeTakeFirst()
  return row && withTable(row)
}

export async function getActor(db: Db, userId: number): Promise<Actor> {
  const row = await actors(db)
    .where('users.id', '=', userId)
    .executeTakeFirstOrThrow(() => notFound('user'))
  return withTable(row)
}

const actorOfSession = prepare((db, _viewer, { sessionId, now }: { sessionId: string; now: Date }) =>
  actors(db, now)
    .innerJoin('sessions', 'sessions.userId', 'users.id')
    .where('sessions.id', '=', sessionId)
    .select(['sessions.expiresAt', 'sessions.lastSeenAt']),
)

/**
 * The person of a session, when the session ends and when it was last used, in one statement. It also finds an ended session; the caller
 * checks the end.
 */
export async function findActorOfSession(
  db: Db,
  sessionId: string,
): Promise<{ expiresAt: Date; lastSeenAt: Date; actor: Actor } | undefined> {
  const [row] = await actorOfSession(db, null, { sessionId, now: new Date() })
  if (!row) return undefined
  const { expiresAt, lastSeenAt, ...actor } = withTable(row)
  return { expiresAt, lastSeenAt, actor }
}

/** Entraide itself, in whose name the worker acts. */
export async function getSystemActor(db: Db): Promise<Actor> {
  const row = await actors(db)
    .where('users.kind', '=', 'system')
    .executeTakeFirstOrThrow(() => notFound('user'))
  return withTable(row)
}
