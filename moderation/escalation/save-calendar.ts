import { listHolidayRegions } from '#app/domain/calendars/holidays.ts'
import { minuteOfDay } from '#app/domain/calendars/working-time.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSuspended } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'
import type { CalendarSlot } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

export type CalendarForm = {
  id?: number
  name: string
  timeZone: string
  slots: CalendarSlot[]
  holidaysCountry: string | null
  holidaysRegion: string | null
}

/**
 * Creates or changes a calendar; every waiting thread is planned again, deadlines already promised stay. Throws
 * forbidden `calendar.save`; invalid `name.missing`, `name.too_long`, `name.taken`, `timeZone.unknown`,
 * `slots.missing`, `slots.wrong_time`, `slots.overlap`, `country.unknown`, `region.unknown`.
 */
export async function saveCalendar(db: Db, actor: Actor, form: CalendarForm): Promise<{ id: number }> {
  if (!isAdmin(actor) || isSuspended(actor)) throw forbidden('calendar.save')
  const name = typedLine(form.name)
  if (isBlank(name)) throw invalid('name', 'name.missing')
  if (name.length > 80) throw invalid('name', 'name.too_long', { max: 80 })
  if (!isTimeZone(form.timeZone)) throw invalid('timeZone', 'timeZone.unknown')
  const slots = checkSlots(form.slots)
  await checkHolidays(form)

  return inTransaction(db, async (trx) => {
    const before = form.id
      ? await trx
          .selectFrom('calendars')
          .selectAll()
          .where('id', '=', form.id)
          .forNoKeyUpdate()
          .executeTakeFirstOrThrow(() => notFound('calendar'))
      : undefined
    const namesake = await trx.selectFrom('calendars').where('name', '=', name).select('id').executeTakeFirst()
    if (namesake && namesake.id !== form.id) throw invalid('name', 'name.taken')

    const { timeZone, holidaysCountry, holidaysRegion } = form
    const values = { name, timeZone, holidaysCountry, holidaysRegion, slots: JSON.stringify(slots) }
    const saved = before
      ? await trx
          .updateTable('calendars')
          .set(values)
          .where('id', '=', before.id)
          .returning('id')
          .executeTakeFirstOrThrow()
      : await trx.insertInto('calendars').values(values).returning('id').executeTakeFirstOrThrow()

    await recordEvent(trx, actor, 'calendar.changed', {}, { before, after: { id: saved.id, ...values, slots } })
    await enqueue(trx, 'escalation.plan_all', {})
    return saved
  })
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    // Offsets such as +02:00 are known to Intl too, but they know nothing of summer.
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}

/** The slots in the order of the week. */
function checkSlots(slots: CalendarSlot[]): CalendarSlot[] {
  if (slots.length === 0) throw invalid('slots', 'slots.missing')
  for (const slot of slots) {
    const times = [slot.from, slot.to].every((time) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time))
    const day = Number.isInteger(slot.day) && slot.day >= 1 && slot.day <= 7
    if (!day || !times || minuteOfDay(slot.from) >= minuteOfDay(slot.to)) throw invalid('slots', 'slots.wrong_time')
  }
  const sorted = [...slots].sort((a, b) => a.day - b.day || minuteOfDay(a.from) - minuteOfDay(b.from))
  sorted.forEach((slot, index) => {
    const next = sorted[index + 1]
    if (next && next.day === slot.day && minuteOfDay(next.from) < minuteOfDay(slot.to)) {
      throw invalid('slots', 'slots.overlap')
    }
  })
  return sorted
}

async function checkHolidays({ holidaysCountry, holidaysRegion }: CalendarForm): Promise<void> {
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
