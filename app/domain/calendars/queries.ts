import { sql } from 'kysely'
import { loadHolidays } from '#app/domain/calendars/holidays.ts'
import type { WorkingCalendar } from '#app/domain/calendars/working-time.ts'
import { notFound } from '#app/domain/errors.ts'
import type { Calendar, Policy } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A policy with the calendar by which its minutes are counted. */
export type Clock = { policy: Policy; calendar: WorkingCalendar }

export async function getClock(db: Db, policyId: number): Promise<Clock> {
  const policy = await db
    .selectFrom('policies')
    .selectAll()
    .where('id', '=', policyId)
    .executeTakeFirstOrThrow(() => notFound('policy'))
  const calendar = await db
    .selectFrom('calendars')
    .selectAll()
    .where('id', '=', policy.calendarId)
    .executeTakeFirstOrThrow(() => notFound('calendar'))
  return { policy, calendar: await toWorkingCalendar(calendar) }
}

/**
 * The clock of a category: of its own policy, or else of the default policy; undefined when there is no policy at all.
 */
export async function findClockOf(db: Db, category: { policyId: number | null }): Promise<Clock | undefined> {
  if (category.policyId !== null) return getClock(db, category.policyId)
  const fallback = await db.selectFrom('policies').where('isDefault', '=', true).select('id').executeTakeFirst()
  return fallback && getClock(db, fallback.id)
}

async function toWorkingCalendar(
  calendar: Pick<Calendar, 'timeZone' | 'slots' | 'holidaysCountry' | 'holidaysRegion'>,
): Promise<WorkingCalendar> {
  const isHoliday = await loadHolidays(calendar.holidaysCountry, calendar.holidaysRegion)
  return { timeZone: calendar.timeZone, slots: calendar.slots, isHoliday }
}

export function listCalendars(db: Db) {
  return db.selectFrom('calendars').selectAll().orderBy(sql`folded(name)`).orderBy('id').execute()
}

export function listPolicies(db: Db) {
  return db
    .selectFrom('policies')
    .innerJoin('calendars', 'calendars.id', 'policies.calendarId')
    .selectAll('policies')
    .select('calendars.name as calendarName')
    .orderBy('policies.isDefault', 'desc')
    .orderBy(sql`folded(policies.name)`)
    .execute()
}
