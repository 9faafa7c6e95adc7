import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSuspended } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const MINUTES = [
  'unansweredMinutes',
  'unsolvedMinutes',
  'firstResponseMinutes',
  'nextResponseMinutes',
  'solutionMinutes',
] as const
const MINUTES_MAX = 525_600

export type PolicyForm = Record<(typeof MINUTES)[number], number> & {
  id?: number
  name: string
  calendarId: number
  isDefault: boolean
  /** Nothing that began to wait earlier is escalated; a new policy starts now. */
  startsAt?: Date
}

/**
 * Creates or changes an escalation policy; every waiting thread is planned again. Throws forbidden `policy.save`;
 * invalid `name.missing`, `name.too_long`, `name.taken`, `minutes.out_of_range`, `calendar.missing`, `policy.needs_default`.
 */
export function savePolicy(db: Db, actor: Actor, form: PolicyForm): Promise<{ id: number }> {
  return inTransaction(db, async (trx) => {
    if (!isAdmin(actor) || isSuspended(actor)) throw forbidden('policy.save')
    const before = form.id
      ? await trx
          .selectFrom('policies')
          .selectAll()
          .where('id', '=', form.id)
          .forNoKeyUpdate()
          .executeTakeFirstOrThrow(() => notFound('policy'))
      : undefined

    const name = typedLine(form.name)
    if (isBlank(name)) throw invalid('name', 'name.missing')
    if (name.length > 80) throw invalid('name', 'name.too_long', { max: 80 })
    const namesake = await trx.selectFrom('policies').where('name', '=', name).select('id').executeTakeFirst()
    if (namesake && namesake.id !== form.id) throw invalid('name', 'name.taken')
    for (const field of MINUTES) {
      const value = form[field]
      if (!Number.isInteger(value) || value < 1 || value > MINUTES_MAX) {
        throw invalid(field, 'minutes.out_of_range', { max: MINUTES_MAX })
      }
    }
    const calendar = await trx.selectFrom('calendars').where('id', '=', form.calendarId).select('id').executeTakeFirst()
    if (!calendar) throw invalid('calendarId', 'calendar.missing')
    if (before?.isDefault && !form.isDefault) throw invalid('isDefault', 'policy.needs_default')

    if (form.isDefault && !before?.isDefault) {
      await trx.updateTable('policies').set({ isDefault: false }).where('isDefault', '=', true).execute()
    }
    const values = {
      name,
      calendarId: form.calendarId,
      isDefault: form.isDefault,
      unansweredMinutes: form.unansweredMinutes,
      unsolvedMinutes: form.unsolvedMinutes,
      firstResponseMinutes: form.firstResponseMinutes,
      nextResponseMinutes: form.nextResponseMinutes,
      solutionMinutes: form.solutionMinutes,
      startsAt: form.startsAt ?? before?.startsAt ?? new Date(),
    }
    const saved = before
      ? await trx
          .updateTable('policies')
          .set(values)
          .where('id', '=', before.id)
          .returning('id')
          .executeTakeFirstOrThrow()
      : await trx.insertInto('policies').values(values).returning('id').executeTakeFirstOrThrow()

    await recordEvent(trx, actor, 'policy.changed', {}, { before, after: { id: saved.id, ...values } })
    await enqueue(trx, 'escalation.plan_all', {})
    return saved
  })
}
