import { recordEvent } from '#app/domain/events/record-event.ts'
import type { ExpertRule } from '#app/domain/experts/expert-rule.ts'
import { listCurrentExperts } from '#app/domain/experts/queries.ts'
import { type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000

type ExpertActivity = { lastActiveAt: Date; warnedAt: Date | null }

/** A warning is valid until the next answer in the tag. */
const warningOf = ({ lastActiveAt, warnedAt }: ExpertActivity): Date | null =>
  warnedAt && warnedAt > lastActiveAt ? warnedAt : null

/**
 * What happens tonight to an expert who has not answered in the tag: a warning 14 days before the 90 days are over, and
 * the end of the role after them. The role never ends less than 14 days after the warning: then it ends later.
 */
export function lapseStep(activity: ExpertActivity, rule: ExpertRule, now: Date): 'warn' | 'lapse' | null {
  const warnedAt = warningOf(activity)
  const silentDays = (now.getTime() - activity.lastActiveAt.getTime()) / DAY
  if (!warnedAt) return silentDays >= rule.lapseDays - rule.warnDays ? 'warn' : null
  const warnedDays = (now.getTime() - warnedAt.getTime()) / DAY
  return silentDays >= rule.lapseDays && warnedDays >= rule.warnDays ? 'lapse' : null
}

/** When the role ends unless they answer, by the same rule. */
export function lapsesAt(activity: ExpertActivity, rule: ExpertRule): Date {
  const warnedAt = warningOf(activity)
  const bySilence = activity.lastActiveAt.getTime() + rule.lapseDays * DAY
  return new Date(warnedAt ? Math.max(bySilence, warnedAt.getTime() + rule.warnDays * DAY) : bySilence)
}

/** Experts who were warned that their role ends, and when it ends unless they answer. */
export async function listLapsingExperts(db: Db, rule: ExpertRule, { userId }: { userId?: number } = {}) {
  const current = await listCurrentExperts(db, userId === undefined ? {} : { userId })
  return current
    .filter((expert) => warningOf(expert) !== null)
    .map((expert) => ({ ...expert, lapsesAt: lapsesAt(expert, rule) }))
    .sort((a, b) => a.lapsesAt.getTime() - b.lapsesAt.getTime())
}

/** Warns the experts who are silent in their tag, and ends the role of those who were warned; counts both. */
export async function lapseSilent(
  db: Db,
  actor: Actor,
  { rule, now }: { rule: ExpertRule; now: Date },
  counts: { warned: number; lapsed: number },
): Promise<Swept> {
  const sweep = { name: 'experts.renew lapse', subject: ({ userId }: { userId: number }) => `user ${userId}` }
  return sweepRows(db, sweep, await listCurrentExperts(db), async (trx, expert) => {
    const step = lapseStep(expert, rule, now)
    const subject = { userId: expert.userId, tagId: expert.tagId }
    if (step === null) return
    // Another run has done it at the same moment: then the row is no longer as it was read.
    const done = await trx
      .updateTable('grants')
      .set(step === 'warn' ? { warnedAt: now } : { revokedAt: now })
      .where('id', '=', expert.id)
      .where('revokedAt', 'is', null)
      .where('warnedAt', 'is not distinct from', expert.warnedAt)
      .returning('id')
      .executeTakeFirst()
    if (!done) return
    if (step === 'warn') {
      recordEvent(trx, actor, 'expert.lapsing', subject)
      counts.warned += 1
    }
    if (step === 'lapse') {
      recordEvent(trx, actor, 'expert.lapsed', subject, { before: { role: 'expert', tagId: expert.tagId } })
      counts.lapsed += 1
    }
  })
}
