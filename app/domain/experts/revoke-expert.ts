import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { canNameExpert } from '#app/domain/experts/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Staff end the role of an expert of a tag; who is none stays none. Throws forbidden `expert.name`. */
export function revokeExpert(
  db: Db,
  actor: Actor,
  { userId, tagId, at = new Date() }: { userId: number; tagId: number; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!canNameExpert(actor)) throw forbidden('expert.name')
    const revoked = await trx
      .updateTable('grants')
      .set({ revokedAt: at })
      .where('userId', '=', userId)
      .where('tagId', '=', tagId)
      .where('role', '=', 'expert')
      .where('revokedAt', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!revoked) return
    await recordEvent(trx, actor, 'user.revoked', { userId, tagId }, { before: { role: 'expert', tagId } })
  })
}
