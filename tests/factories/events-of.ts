import { db } from '#tests/support/database.ts'

/** The events of a thread, as verbs in order. */
export async function eventsOf(thread: { id: number }): Promise<string[]> {
  const events = await db.selectFrom('events').where('threadId', '=', thread.id).select('verb').orderBy('id').execute()
  return events.map((event) => event.verb)
}
