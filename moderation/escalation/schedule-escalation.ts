import { findClockOf } from '#app/domain/calendars/queries.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { escalationDue } from '#moderation/escalation/escalation-due.ts'
import { getEscalationFacts } from '#moderation/escalation/queries.ts'

/** Stores when a thread escalates automatically, computed from its present facts. Repeating it changes nothing. */
export function scheduleEscalation(db: Db, threadId: number): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await trx
      .selectFrom('threads')
      .where('id', '=', threadId)
      .select(['id', 'escalationDueAt'])
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!thread) return

    const facts = await getEscalationFacts(trx, threadId)
    const clock = await findClockOf(trx, facts)
    const dueAt = (clock && escalationDue(facts, clock)?.at) ?? null
    if (dueAt?.getTime() === thread.escalationDueAt?.getTime()) return

    await trx.updateTable('threads').set({ escalationDueAt: dueAt }).where('id', '=', threadId).execute()
  })
}
