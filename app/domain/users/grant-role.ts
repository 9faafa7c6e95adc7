import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSystem } from '#app/domain/users/roles.ts'
import type { Role } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

export type RoleGrant = { userId: number; role: Role; categoryId?: number; tagId?: number }

/** Gives somebody a role, over everything or a category; experts over a tag. Giving it twice changes nothing. */
export function grantRole(db: Db, actor: Actor, grant: RoleGrant): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isAdmin(actor) && !isSystem(actor)) throw forbidden('user.grant')
    const row = await trx
      .insertInto('grants')
      .values({ ...grant, categoryId: grant.categoryId ?? null, tagId: grant.tagId ?? null, grantedBy: actor.id })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return
    await recordEvent(trx, actor, 'user.granted', { userId: grant.userId }, { after: { role: grant.role } })
  })
}
