import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canOpenDesk, canWorkDesk } from '#app/domain/tickets/permissions.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'

/**
 * Staff take in a thread that would never reach the desk by itself: it gets a ticket, which is theirs. Throws forbidden
 * `ticket.work`, and what `escalateThread` throws.
 */
export const takeInThread = command(
  {
    name: 'thread.take_in',
    input: z.object({ threadId: id, reason: text({ min: 1, max: 500, code: 'reason' }), at: moment }),
    callers: 'writers',
  },
  async (trx, actor, { threadId, reason, at }): Promise<{ ticketId: number }> => {
    if (!canOpenDesk(actor)) throw forbidden('ticket.work')
    const thread = await lockThread(trx, actor, threadId)
    if (!canWorkDesk(actor, thread)) throw forbidden('ticket.work')
    const ticket = await escalateThread(trx, actor, { threadId, reason, at })
    await takeTicket(trx, actor, { ...ticket, at })
    return ticket
  },
)
