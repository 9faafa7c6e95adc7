import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSuspended } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Says by which policy the threads of a category go to staff (null: the default one), or that they do not. Throws
 * forbidden `category.save`, `category.not_found`, invalid `policy.missing`.
 */
export function assignCategoryPolicy(
  db: Db,
  actor: Actor,
  { categoryId, policyId, escalates }: { categoryId: number; policyId: number | null; escalates: boolean },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isAdmin(actor) || isSuspended(actor)) throw forbidden('category.save')
    const before = await trx
      .selectFrom('categories')
      .where('id', '=', categoryId)
      .select(['policyId', 'escalates'])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (policyId !== null) {
      const policy = await trx.selectFrom('policies').where('id', '=', policyId).select('id').executeTakeFirst()
      if (!policy) throw invalid('policyId', 'policy.missing')
    }
    if (before.policyId === policyId && before.escalates === escalates) return

    await trx.updateTable('categories').set({ policyId, escalates }).where('id', '=', categoryId).execute()
    await recordEvent(
      trx,
      actor,
      'category.changed',
      {},
      { before: { categoryId, ...before }, after: { categoryId, policyId, escalates } },
    )
    await enqueue(trx, 'escalation.plan_all', {})
  })
}
