import { IANAZone } from 'luxon'
import type { CalendarSlot } from '#db/schema.ts'

/** When people work: the slots of a week in one time zone, except on holidays there. */
export type WorkingCalendar = {
  timeZone: string
  slots: CalendarSlot[]
  /** Whether a local day, written `2026-12-25`, is a holiday. */
  isHoliday: (day: string) => boolean
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
// When every slot of a calendar is a holiday, the search would never end. Ten years without work are an error in the
// calendar.
const PATIENCE_IN_DAYS = 3660

/** The moment at which `minutes` of working time have passed since `start`. */
export function addWorkingMinutes(calendar: WorkingCalendar, start: Date, minutes: number): Date {
  let left = Math.round(minutes * MINUTE)
  if (left < 0) throw new RangeError('Working time runs forwards only')
  if (left === 0) return start
  const from = start.getTime()
  let idleDays = 0

  for (let day = localDay(calendar, from); idleDays < PATIENCE_IN_DAYS; day += DAY) {
    let worked = false
    for (const [opens, closes] of stretches(calendar, day)) {
      const begin = Math.max(opens, from)
      if (closes <= begin) continue
      if (left <= closes - begin) return new Date(begin + left)
      left -= closes - begin
      worked = true
    }
    idleDays = worked ? 0 : idleDays + 1
  }
  throw new RangeError('The calendar has no working time')
}

/** How many minutes of working time lie between two moments; 0 when the second is not after the first. */
export function workingMinutesBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  const [begin, end] = [from.getTime(), to.getTime()]
  if (end <= begin) return 0
  let total = 0

  const last = localDay(calendar, end)
  for (let day = localDay(calendar, begin); day <= last; day += DAY) {
    for (const [opens, closes] of stretches(calendar, day)) {
      total += Math.max(0, Math.min(closes, end) - Math.max(opens, begin))
    }
  }
  return total / MINUTE
}

/** The periods of working time of one local day, in order. */
function stretches(calendar: WorkingCalendar, day: number): [opens: number, closes: number][] {
  const date = new Date(day)
  const weekday = date.getUTCDay() || 7
  const slots = calendar.slots.filter((slot) => slot.day === weekday)
  if (slots.length === 0 || calendar.isHoliday(date.toISOString().slice(0, 10))) return []

  const zone = zoneOf(calendar)
  return slots
    .sort((a, b) => minuteOfDay(a.from) - minuteOfDay(b.from))
    .map((slot) => [
      momentOf(zone, day + minuteOfDay(slot.from) * MINUTE),
      momentOf(zone, day + minuteOfDay(slot.to) * MINUTE),
    ])
}

/** Minutes from midnight by the wall clock; `24:00` is the end of the day. */
export function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function zoneOf(calendar: WorkingCalendar): IANAZone {
  return IANAZone.create(calendar.timeZone)
}

/**
 * The local day of a moment, as midnight UTC of the same date, so that calculating with it never meets a change of
 * clocks.
 */
function localDay(calendar: WorkingCalendar, moment: number): number {
  const wall = moment + zoneOf(calendar).offset(moment) * MINUTE
  return Math.floor(wall / DAY) * DAY
}

/**
 * The moment at which the wall clock shows a time. When that hour comes twice, it is the first one; when it is skipped,
 * it is the moment of the change. So a later wall time is never an earlier moment, and slots do not overlap.
 */
function momentOf(zone: IANAZone, wall: number): number {
  const before = zone.offset(wall - DAY)
  const after = zone.offset(wall + DAY)
  const early = wall - before * MINUTE
  if (before === after || zone.offset(early) === before) return early
  const late = wall - after * MINUTE
  if (zone.offset(late) === after) return late

  let [low, high] = [late, early]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offset(middle) === before) low = middle
    else high = middle
  }
  return high
}
