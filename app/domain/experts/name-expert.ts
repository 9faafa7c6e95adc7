import { forbidden, notFound } from '#app/domain/errors.ts'
import { makeExpert } from '#app/domain/experts/make-expert.ts'
import { canNameExpert } from '#app/domain/experts/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Staff name an expert of a tag; naming twice changes nothing. Throws forbidden `expert.name`. */
export function nameExpert(
  db: Db,
  actor: Actor,
  { userId, tagId, at = new Date() }: { userId: number; tagId: number; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!canNameExpert(actor)) throw forbidden('expert.name')
    const user = await trx
      .selectFrom('users')
      .where('id', '=', userId)
      .where('kind', '=', 'person')
      .where('deletedAt', 'is', null)
      .select('id')
      .executeTakeFirst()
    if (!user) throw notFound('user')
    const tag = await trx.selectFrom('tags').where('id', '=', tagId).select('id').executeTakeFirst()
    if (!tag) throw notFound('tag')

    await makeExpert(trx, actor, { userId, tagId, origin: 'named', at })
  })
}
