import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { hashPassword } from '#app/platform/password.ts'
import type { Locale, Role } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { sequence } from './sequence.ts'

type Options = {
  name?: string
  email?: string
  password?: string
  locale?: Locale | null
  reputation?: number
  roles?: Exclude<Role, 'expert'>[]
  /** The roles are for this category only. */
  categoryId?: number
  /** Tags of which the user is an expert. */
  expertOf?: number[]
  suspendedUntil?: Date | null
  createdAt?: Date
}

/** A user with an account, as the actor that commands take. Without a password nobody can sign in to it. */
export async function createUser(options: Options = {}): Promise<Actor> {
  const number = sequence()
  const { id } = await db
    .insertInto('users')
    .values({
      name: options.name ?? `Person ${number}`,
      email: options.email ?? `person-${number}@example.org`,
      passwordHash: options.password ? await hashPassword(options.password) : null,
      locale: options.locale ?? null,
      reputationPoints: options.reputation ?? 1,
      suspendedUntil: options.suspendedUntil ?? null,
      ...(options.createdAt ? { createdAt: options.createdAt } : {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow()

  const grants = [
    ...(options.roles ?? []).map((role) => ({ userId: id, role, categoryId: options.categoryId ?? null, tagId: null })),
    ...(options.expertOf ?? []).map((tagId) => ({ userId: id, role: 'expert' as const, categoryId: null, tagId })),
  ]
  if (grants.length > 0) await db.insertInto('grants').values(grants).execute()
  return getActor(db, id)
}
