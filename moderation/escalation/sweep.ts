import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { type Swept, sweepSteps } from '#app/domain/sweeps/sweep-rows.ts'
import { closeSolvedTickets } from '#app/domain/tickets/close-solved-tickets.ts'
import { markBreaches, warnOfDeadlines } from '#app/domain/tickets/mark-breaches.ts'
import { escalateOverdue } from '#moderation/escalation/escalate-overdue.ts'

/** Everything that becomes due with time; the worker does it every minute. */
export const sweep = commandWithoutTransaction(
  { name: 'escalation.sweep', input: z.object({ now: z.date() }), callers: 'system' },
  (db, actor, { now }): Promise<Swept> =>
    sweepSteps(db, 'escalation.sweep', {
      'tickets.warn_of_deadlines': () => warnOfDeadlines(db, { now }),
      'tickets.mark_breaches': () => markBreaches(db, { now }),
      'tickets.close_solved': () => closeSolvedTickets(db, actor, { now }),
      'threads.escalate': () => escalateOverdue(db, actor, { now }),
    }),
)
