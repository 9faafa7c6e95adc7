import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { chosen, id, line } from '#app/domain/input.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Policy } from '#db/schema.ts'

const MINUTES_MAX = 525_600
const minutes = z.custom<number>(
  (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MINUTES_MAX,
  {
    message: 'minutes.out_of_range',
    params: { max: MINUTES_MAX },
  },
)

const policyForm = z.object({
  /** The id of the policy to change; without it, one is created. */
  id: id.optional(),
  version,
  name: line({ min: 1, max: 80, code: 'name' }),
  calendarId: chosen('calendar.missing'),
  isDefault: z.boolean(),
  unansweredMinutes: minutes,
  unsolvedMinutes: minutes,
  firstResponseMinutes: minutes,
  nextResponseMinutes: minutes,
  solutionMinutes: minutes,
  /** Threads that began to wait before this moment are not escalated; for a new policy, it is now. */
  startsAt: z.date().optional(),
})
export type PolicyForm = z.input<typeof policyForm>

type Shown = Omit<Policy, 'id' | 'startsAt' | 'createdAt'>
const shown = (policy: Shown) => ({
  name: policy.name,
  calendarId: policy.calendarId,
  isDefault: policy.isDefault,
  unansweredMinutes: policy.unansweredMinutes,
  unsolvedMinutes: policy.unsolvedMinutes,
  firstResponseMinutes: policy.firstResponseMinutes,
  nextResponseMinutes: policy.nextResponseMinutes,
  solutionMinutes: policy.solutionMinutes,
})

/** The version of a policy, for the form that changes it. */
export const versionOfPolicy = (policy: Shown): string => versionOf(shown(policy))

/**
 * Creates or changes a policy; every waiting thread is scheduled again. Throws forbidden `policy.save`; conflict
 * `form.faster`; invalid `name.missing`, `name.too_long`, `name.taken`, `minutes.out_of_range`, `calendar.missing`, `policy.needs_default`.
 */
export const savePolicy = command(
  { name: 'policy.save', input: policyForm, callers: 'writers' },
  async (trx, actor, form): Promise<{ id: number }> => {
    if (!isAdmin(actor)) throw forbidden('policy.save')
    const before = form.id
      ? await trx
          .selectFrom('policies')
          .selectAll()
          .where('id', '=', form.id)
          .forNoKeyUpdate()
          .executeTakeFirstOrThrow(() => notFound('policy'))
      : undefined
    if (before) {
      // Another policy that became the default has changed this one too.
      const changed = { verbs: ['policy.changed'] as const, after: [{ id: before.id }, { isDefault: true }] }
      await refuseIfFaster(form.version, { now: shown(before), wanted: shown(form) }, () =>
        findLastChange(trx, changed),
      )
    }

    const namesake = await trx.selectFrom('policies').where('name', '=', form.name).select('id').executeTakeFirst()
    if (namesake && namesake.id !== form.id) throw invalid('name', 'name.taken')
    const calendar = await trx.selectFrom('calendars').where('id', '=', form.calendarId).select('id').executeTakeFirst()
    if (!calendar) throw invalid('calendarId', 'calendar.missing')
    if (before?.isDefault && !form.isDefault) throw invalid('isDefault', 'policy.needs_default')

    if (form.isDefault && !before?.isDefault) {
      await trx.updateTable('policies').set({ isDefault: false }).where('isDefault', '=', true).execute()
    }
    const values = {
      name: form.name,
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

    recordEvent(trx, actor, 'policy.changed', {}, { before, after: { id: saved.id, ...values } })
    enqueue(trx, 'escalation.schedule_all', {})
    return saved
  },
)
