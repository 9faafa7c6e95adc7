import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { closeSolvedTickets } from '#app/domain/tickets/close-solved-tickets.ts'
import { markBreaches, warnOfDeadlines } from '#app/domain/tickets/mark-breaches.ts'
import { escalateOverdue } from '#moderation/escalation/escalate-overdue.ts'

/** Everything that becomes due with time; the worker does it every minute. */
export const sweep = commandWithoutTransaction(
  { name: 'escalation.sweep', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<void> => {
    await warnOfDeadlines(db, { now })
    await markBreaches(db, { now })
    await closeSolvedTickets(db, actor, { now })
    await escalateOverdue(db, actor, { now })
  },
)
