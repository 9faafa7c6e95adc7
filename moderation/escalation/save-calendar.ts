import { z } from 'zod'
import { listHolidayRegions } from '#app/domain/calendars/holidays.ts'
import { timeZone } from '#app/domain/calendars/time-zone.ts'
import { minuteOfDay } from '#app/domain/calendars/working-time.ts'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { bounded, id, line, typed } from '#app/domain/input.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Calendar, CalendarSlot } from '#db/schema.ts'

const time = bounded(5, 'slots.wrong_time').regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'slots.wrong_time')
const slot = z
  .object({
    day: z.number().int('slots.wrong_time').min(1, 'slots.wrong_time').max(7, 'slots.wrong_time'),
    from: time,
    to: time,
  })
  .refine(({ from, to }) => minuteOfDay(from) < minuteOfDay(to), 'slots.wrong_time')

const calendarForm = z.object({
  /** The id of the calendar to change; without it, one is created. */
  id: id.optional(),
  version,
  name: line({ min: 1, max: 80, code: 'name' }),
  timeZone,
  slots: z
    .array(slot)
    .min(1, 'slots.missing')
    .max(100, 'slots.overlap')
    .transform((slots) => slots.toSorted((a, b) => a.day - b.day || minuteOfDay(a.from) - minuteOfDay(b.from)))
    .refine((sorted) => !sorted.some(overlapsNext), 'slots.overlap'),
  holidaysCountry: typed(10, 'country.unknown').nullable(),
  holidaysRegion: typed(20, 'region.unknown').nullable(),
})
export type CalendarForm = z.input<typeof calendarForm>

type Shown = Pick<Calendar, 'name' | 'timeZone' | 'slots' | 'holidaysCountry' | 'holidaysRegion'>
const shown = ({ name, timeZone, slots, holidaysCountry, holidaysRegion }: Shown) => ({
  ...{ name, timeZone, slots, holidaysCountry, holidaysRegion },
})

/** The version of a calendar, for the form that changes it. */
export const versionOfCalendar = (calendar: Shown): string => versionOf(shown(calendar))

/**
 * Creates or changes a calendar. Every waiting thread is scheduled again; deadlines of existing tickets stay. Throws
 * forbidden `calendar.save`; conflict `form.faster`; invalid `name.missing`, `name.too_long`, `name.taken`, `timeZone.unknown`,
 * `slots.missing`, `slots.wrong_time`, `slots.overlap`, `country.unknown`, `region.unknown`.
 */
export const saveCalendar = command(
  { name: 'calendar.save', input: calendarForm, callers: 'writers' },
  async (trx, actor, form): Promise<{ id: number }> => {
    if (!isAdmin(actor)) throw forbidden('calendar.save')
    await checkHolidays(form)
    const before = form.id
      ? await trx
          .selectFrom('calendars')
          .selectAll()
          .where('id', '=', form.id)
          .forNoKeyUpdate()
          .executeTakeFirstOrThrow(() => notFound('calendar'))
      : undefined
    if (before) {
      const changed = { verbs: ['calendar.changed'] as const, after: [{ id: before.id }] }
      await refuseIfFaster(form.version, { now: shown(before), wanted: shown(form) }, () =>
        findLastChange(trx, changed),
      )
    }
    const namesake = await trx.selectFrom('calendars').where('name', '=', form.name).select('id').executeTakeFirst()
    if (namesake && namesake.id !== form.id) throw invalid('name', 'name.taken')

    const { name, timeZone, slots, holidaysCountry, holidaysRegion } = form
    const values = { name, timeZone, holidaysCountry, holidaysRegion, slots: JSON.stringify(slots) }
    const saved = before
      ? await trx
          .updateTable('calendars')
          .set(values)
          .where('id', '=', before.id)
          .returning('id')
          .executeTakeFirstOrThrow()
      : await trx.insertInto('calendars').values(values).returning('id').executeTakeFirstOrThrow()

    recordEvent(trx, actor, 'calendar.changed', {}, { before, after: { id: saved.id, ...values, slots } })
    enqueue(trx, 'escalation.schedule_all', {})
    return saved
  },
)

function overlapsNext(slot: CalendarSlot, index: number, sorted: CalendarSlot[]): boolean {
  const next = sorted[index + 1]
  return next !== undefined && next.day === slot.day && minuteOfDay(next.from) < minuteOfDay(slot.to)
}

async function checkHolidays({ holidaysCountry, holidaysRegion }: z.output<typeof calendarForm>): Promise<void> {
  if (holidaysCountry === null) {
    if (holidaysRegion !== null) throw invalid('holidaysRegion', 'region.unknown')
    return
  }
  const country = (await listHolidayRegions()).find((one) => one.country === holidaysCountry)
  if (!country) throw invalid('holidaysCountry', 'country.unknown')
  if (holidaysRegion !== null && !country.regions.includes(holidaysRegion)) {
    throw invalid('holidaysRegion', 'region.unknown')
  }
}
