import { z } from 'zod'
import { findClockOf } from '#app/domain/calendars/queries.ts'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'
import { escalationDue } from '#moderation/escalation/escalation-due.ts'
import { handToStaff } from '#moderation/escalation/hand-to-staff.ts'
import { getEscalationFacts } from '#moderation/escalation/queries.ts'

const BATCH_SIZE = 100

/**
 * Escalates every thread that is due, each in its own transaction. It looks at the state of threads, not at a window of
 * time, so nothing is lost when the worker did not run. A thread that another transaction has locked is tried again a
 * minute later.
 */
export const escalateOverdue = commandWithoutTransaction(
  { name: 'thread.escalate_overdue', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<Swept> => {
    const due = readRows((after) =>
      db
        .selectFrom('threads')
        .where('escalationDueAt', '<=', now)
        .where('id', '>', after)
        .select('id')
        .orderBy('id')
        .limit(BATCH_SIZE)
        .execute(),
    )
    const sweep = { name: 'threads.escalate', subject: ({ id }: { id: number }) => `thread ${id}` }
    return sweepRows(db, sweep, due, (trx, { id }) => escalateIfDue(trx, actor, id, now))
  },
)

/** Checks again under the lock: somebody may have answered since the batch was read. */
async function escalateIfDue(trx: Trx, actor: Actor, threadId: number, now: Date): Promise<boolean> {
  const thread = await trx
    .selectFrom('threads')
    .where('id', '=', threadId)
    .where('escalationDueAt', '<=', now)
    .select(['id', 'authorId', 'meTooCount'])
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!thread) return false

  const facts = await getEscalationFacts(trx, threadId)
  const clock = await findClockOf(trx, facts)
  const due = clock ? escalationDue(facts, clock) : null
  if (!clock || !due || due.at > now) {
    await trx
      .updateTable('threads')
      .set({ escalationDueAt: due?.at ?? null })
      .where('id', '=', threadId)
      .execute()
    return false
  }
  await handToStaff(trx, actor, thread, { cause: due.cause, note: '', clock, now })
  return true
}
