import { EXPERT_BADGE } from '#app/domain/badges/queries.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/** Gives the role and its badge; a person who has them keeps them unchanged. The caller has checked the permission. */
export async function makeExpert(
  trx: Trx,
  actor: Actor,
  expert: { userId: number; tagId: number; origin: 'appointed' | 'earned'; at: Date },
): Promise<void> {
  const { userId, tagId, origin, at } = expert
  const granted = await trx
    .insertInto('grants')
    .values({ userId, tagId, role: 'expert', origin, categoryId: null, grantedBy: actor.id, createdAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!granted) return
  enqueue(trx, 'users.mark_look_alikes', {})
  recordEvent(trx, actor, 'user.granted', { userId, tagId }, { after: { role: 'expert', tagId, origin } })

  const awarded = await trx
    .insertInto('awards')
    .values({ badge: EXPERT_BADGE.id, userId, tagId, awardedAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (awarded) {
    recordEvent(trx, actor, 'badge.awarded', { userId, tagId }, { after: { badge: EXPERT_BADGE.id, tagId } })
  }
}
