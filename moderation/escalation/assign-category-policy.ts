import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Sets the policy by which the threads of a category escalate (null: the default one), or that they never escalate.
 * Throws forbidden `category.save`, `category.not_found`, invalid `policy.missing`.
 */
export const assignCategoryPolicy = command(
  {
    name: 'category.assign_policy',
    input: z.object({ categoryId: id, policyId: id.nullable(), escalates: z.boolean() }),
    callers: 'active',
  },
  async (trx, actor, { categoryId, policyId, escalates }): Promise<void> => {
    if (!isAdmin(actor)) throw forbidden('category.save')
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
    recordEvent(
      trx,
      actor,
      'category.changed',
      {},
      { before: { categoryId, ...before }, after: { categoryId, policyId, escalates } },
    )
    enqueue(trx, 'escalation.schedule_all', {})
  },
)
