import type { ExpertRule } from '#app/domain/experts/expert-rule.ts'

const DAY = 86_400_000

type ExpertActivity = { lastActiveAt: Date; warnedAt: Date | null }

/** A warning is valid until the next answer in the tag. */
export const warningOf = ({ lastActiveAt, warnedAt }: ExpertActivity): Date | null =>
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
