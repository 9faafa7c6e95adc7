import { db } from '#tests/support/database.ts'

/** What happened to a thread, as the verbs of its events in order. */
export async function eventsOf(thread: { id: number }): Promise<string[]> {
  const events = await db.selectFrom('events').where('threadId', '=', thread.id).select('verb').orderBy('id').execute()
  return events.map((event) => event.verb)
}
