import type { Calendar, CalendarSlot } from '#db/schema.ts'

/** The days of a week by their number in calendars, from Monday. */
export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const

/** In characters; the command refuses far shorter lists of slots. */
const DAY_LENGTH = 1_000

/** The hours of one day as people write them: `09:00–12:30, 13:30–18:00`. */
export function slotsOfDay(slots: CalendarSlot[], day: number): string {
  return slots
    .filter((slot) => slot.day === day)
    .map((slot) => `${slot.from}–${slot.to}`)
    .join(', ')
}

/** A calendar as the fields of its form; without one, as a new one begins. */
export function typeCalendar(calendar: Calendar | null): Record<string, string> {
  return {
    name: calendar?.name ?? '',
    timeZone: calendar?.timeZone ?? 'Europe/Paris',
    holidaysCountry: calendar?.holidaysCountry ?? '',
    holidaysRegion: calendar?.holidaysRegion ?? '',
    ...Object.fromEntries(WEEK.map((day) => [`day${day}`, slotsOfDay(calendar?.slots ?? [], day)])),
  }
}

/** Reads the seven fields `day1` to `day7`. A text that cannot be read is kept, and the command refuses it. */
export function readSlots(fields: Record<string, string>): CalendarSlot[] {
  return WEEK.flatMap((day) =>
    (fields[`day${day}`] ?? '')
      .slice(0, DAY_LENGTH)
      .split(/[,;]/)
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => {
        const [from = '', to = ''] = text.split(/[-–—]/).map((time) => time.trim())
        return { day, from: readTime(from), to: readTime(to) }
      }),
  )
}

/** Reads `9:00`, `9h30` and `9` as well as `09:00`. */
function readTime(text: string): string {
  const [, hours, minutes] = /^(\d{1,2})(?:[:h.](\d{2})?)?$/.exec(text.trim()) ?? []
  return hours === undefined ? text : `${hours.padStart(2, '0')}:${minutes ?? '00'}`
}
