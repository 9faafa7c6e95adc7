import { forbidden, notFound } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Trx } from '#db/transaction.ts'
import { canSanction, canSanctionAnybody } from '#moderation/sanctions/permissions.ts'

/** The person whose sanctions change, locked. Throws forbidden `user.sanction`, `user.sanction_this`. */
export async function lockUser(trx: Trx, actor: Actor, userId: number): Promise<Actor> {
  if (!canSanctionAnybody(actor)) throw forbidden('user.sanction')
  await trx
    .selectFrom('users')
    .where('id', '=', userId)
    .where('kind', '=', 'person')
    .where('deletedAt', 'is', null)
    .select('id')
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('user'))
  const person = await getActor(trx, userId)
  if (!canSanction(actor, person)) throw forbidden('user.sanction_this')
  return person
}
