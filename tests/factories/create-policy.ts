import type { Policy } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { createCalendar } from './create-calendar.ts'
import { sequence } from './sequence.ts'

type Options = Partial<Omit<Policy, 'id'>>

/** A policy around the clock, in force since long ago: one hour until "unanswered", three until "unsolved". */
export async function createPolicy(options: Options = {}): Promise<Policy> {
  const calendarId = options.calendarId ?? (await createCalendar()).id
  if (options.isDefault) await db.updateTable('policies').set({ isDefault: false }).execute()
  return db
    .insertInto('policies')
    .values({
      name: `Policy ${sequence()}`,
      unansweredMinutes: 60,
      unsolvedMinutes: 180,
      firstResponseMinutes: 30,
      nextResponseMinutes: 45,
      solutionMinutes: 120,
      startsAt: new Date('2020-01-01T00:00:00Z'),
      ...options,
      calendarId,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}
