import { DateTime } from 'luxon'
import { type SearchWeekList, WEEK_LISTS } from '#app/domain/search/query/query-terms.ts'

/** Searches are deleted after this many weeks, so there is no earlier week to show. */
const WEEKS_BACK = 52

/** The week and the list in the address, `2026-W47` or `last`. Default: this week and the first list. */
export function readWeek(query: URLSearchParams, now: Date): { week: DateTime; list: SearchWeekList } {
  const current = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('week')
  const asked = query.get('week') ?? ''
  const named =
    asked === 'last' ? current.minus({ weeks: 1 }) : DateTime.fromISO(asked, { zone: 'utc' }).startOf('week')
  const isKept = named.isValid && named <= current && named >= current.minus({ weeks: WEEKS_BACK })
  return { week: isKept ? named : current, list: WEEK_LISTS.find((list) => list === query.get('list')) ?? 'nothing' }
}

/** The name of a week in an address. */
export const weekName = (week: DateTime): string => week.toFormat("kkkk-'W'WW")
