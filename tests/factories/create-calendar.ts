import type { Calendar, CalendarSlot } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { sequence } from './sequence.ts'

type Options = { name?: string; timeZone?: string; slots?: CalendarSlot[]; holidaysCountry?: string | null }

const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }))

/** A calendar. People work around the clock unless slots are given. */
export function createCalendar(options: Options = {}): Promise<Calendar> {
  return db
    .insertInto('calendars')
    .values({
      name: options.name ?? `Calendar ${sequence()}`,
      timeZone: options.timeZone ?? 'Europe/Paris',
      slots: JSON.stringify(options.slots ?? ALWAYS),
      holidaysCountry: options.holidaysCountry ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}
