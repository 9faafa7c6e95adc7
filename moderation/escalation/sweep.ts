import { closeSolvedTickets } from '#app/domain/tickets/close-solved-tickets.ts'
import { markBreaches } from '#app/domain/tickets/mark-breaches.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'
import { escalateOverdue } from '#moderation/escalation/escalate-overdue.ts'

/** Everything that becomes so because time passed; the worker does it each minute. */
export async function sweep(db: Db, actor: Actor, { now }: { now: Date }): Promise<void> {
  await markBreaches(db, { now })
  await closeSolvedTickets(db, actor, { now })
  await escalateOverdue(db, actor, { now })
}
