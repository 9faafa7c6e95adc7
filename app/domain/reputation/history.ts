import { DAILY_CAP } from '#app/domain/reputation/ledger.ts'

export type ReputationDay = { day: string; cappedPoints: number; exemptPoints: number }

/** The points of a day after its cap, and the points of votes that do not count because of the cap. */
export function countedPointsOfDay({ cappedPoints, exemptPoints }: Omit<ReputationDay, 'day'>) {
  return { counted: Math.min(DAILY_CAP, cappedPoints) + exemptPoints, over: Math.max(0, cappedPoints - DAILY_CAP) }
}

export type ReputationPoint = { at: number; total: number }
/** A calendar month (UTC, `2026-03`): its change, and the total at its end. */
export type ReputationMonth = { month: string; change: number; total: number }

const DAY = 86_400_000
const POINTS_MAX = 160

/**
 * The total over time, from the day somebody joined until now, and its months, latest first. `days` must be in order. A
 * long history is thinned to the number of points that a chart can show; its first and last points stay.
 */
export function historyOf(
  days: ReputationDay[],
  { joinedAt, now }: { joinedAt: Date; now: Date },
): { points: ReputationPoint[]; months: ReputationMonth[] } {
  const startOf = (at: number) => Math.floor(at / DAY) * DAY
  const first = days[0] ? Date.parse(days[0].day) : now.getTime()
  let sum = 1
  const points: ReputationPoint[] = [{ at: Math.min(startOf(joinedAt.getTime()), first), total: 1 }]
  const months = new Map<string, ReputationMonth>()
  for (const day of days) {
    const before = Math.max(1, sum)
    sum += countedPointsOfDay(day).counted
    const total = Math.max(1, sum)
    // The line stays level until that day.
    const at = Date.parse(day.day)
    const last = points.at(-1)
    if (last && last.at < at - DAY) points.push({ at: at - DAY, total: before })
    points.push({ at, total })
    const month = day.day.slice(0, 7)
    months.set(month, { month, change: (months.get(month)?.change ?? 0) + total - before, total })
  }
  points.push({ at: Math.max(now.getTime(), points.at(-1)?.at ?? 0), total: Math.max(1, sum) })
  return { points: thin(points), months: [...months.values()].reverse() }
}

/** Keeps every n-th point and the last one, so that the line keeps its shape. */
function thin(points: ReputationPoint[]): ReputationPoint[] {
  const step = Math.ceil(points.length / POINTS_MAX)
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
