import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Category } from '#db/schema.ts'

const shown = ({ policyId, escalates }: Pick<Category, 'policyId' | 'escalates'>) => ({ policyId, escalates })

/** The version of how a category escalates, for the form that changes it. */
export const versionOfCategoryPolicy = (category: Category): string => versionOf(shown(category))

/**
 * Sets the policy by which the threads of a category escalate (null: the default one), or that they never escalate.
 * Throws forbidden `category.save`, `category.not_found`, conflict `form.faster`, invalid `policy.missing`.
 */
export const assignCategoryPolicy = command(
  {
    name: 'category.assign_policy',
    input: z.object({ categoryId: id, policyId: id.nullable(), escalates: z.boolean(), version }),
    callers: 'active',
  },
  async (trx, actor, { categoryId, policyId, escalates, version: seen }): Promise<void> => {
    if (!isAdmin(actor)) throw forbidden('category.save')
    const before = await trx
      .selectFrom('categories')
      .where('id', '=', categoryId)
      .select(['policyId', 'escalates'])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('category'))
    const changed = { verbs: ['category.changed'] as const, after: [{ categoryId }], has: 'escalates' }
    const wanted = { policyId, escalates }
    await refuseIfFaster(seen, { now: shown(before), wanted }, () => findLastChange(trx, changed))
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
