import { DateTime } from 'luxon'

/**
 * The moments between which the calendar days from `first` to `last` (both `YYYY-MM-DD`, both included) pass in a time
 * zone. Days on which the clocks change are shorter or longer.
 */
export function periodOfDays(first: string, last: string, timeZone: string): { from: Date; until: Date } {
  const day = (date: string) => DateTime.fromISO(date, { zone: timeZone }).startOf('day')
  return { from: day(first).toJSDate(), until: day(last).plus({ days: 1 }).toJSDate() }
}
