import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { notFound } from '#app/domain/errors.ts'
import { prepare } from '#app/domain/prepare.ts'
import { privilegeTable } from '#app/domain/users/privilege-setting.ts'
import type { PrivilegeTable } from '#app/domain/users/privileges.ts'
import type { Locale, Role } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type Grant = { role: Role; categoryId: number | null; tagId: number | null }

/** Somebody who may act: what the policies need to know about them, and nothing that only a page shows. */
export type Actor = {
  id: number
  kind: 'person' | 'system'
  name: string
  email: string | null
  locale: Locale | null
  theme: 'system' | 'light' | 'dark'
  reputation: number
  suspendedUntil: Date | null
  silencedUntil: Date | null
  createdAt: Date
  grants: Grant[]
  /** From how many points each privilege is open in this forum; with the actor, so that policies stay pure. */
  privileges: PrivilegeTable
}

/** Whoever looks: an actor, or nobody in particular. */
export type Viewer = Actor | null

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
      'users.theme',
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
    .select('sessions.expiresAt'),
)

/** The person whose session this is, with its end, in one statement; an ended one is found too, for whoever checks it. */
export async function findActorOfSession(
  db: Db,
  sessionId: string,
): Promise<{ expiresAt: Date; actor: Actor } | undefined> {
  const [row] = await actorOfSession(db, null, { sessionId, now: new Date() })
  if (!row) return undefined
  const { expiresAt, ...actor } = withTable(row)
  return { expiresAt, actor }
}

/** Entraide itself, in whose name the worker acts. */
export async function getSystemActor(db: Db): Promise<Actor> {
  const row = await actors(db)
    .where('users.kind', '=', 'system')
    .executeTakeFirstOrThrow(() => notFound('user'))
  return withTable(row)
}
