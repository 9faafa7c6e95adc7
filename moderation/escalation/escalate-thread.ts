import { z } from 'zod'
import { findClockOf } from '#app/domain/calendars/queries.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import { handToStaff } from '#moderation/escalation/hand-to-staff.ts'
import { escalationCauseOf } from '#moderation/escalation/permissions.ts'
import { getEscalationFacts } from '#moderation/escalation/queries.ts'

const REASON_MAX = 500

/**
 * Escalates a thread by hand: an expert of one of its tags, a moderator or staff, with a reason that staff read. Throws
 * forbidden `thread.escalate`; conflict `thread.solved`, `thread.closed`, `thread.not_visible`, `thread.escalated`;
 * invalid `reason.missing`, `reason.too_long`.
 */
export const escalateThread = command(
  {
    name: 'thread.escalate',
    input: z.object({ threadId: id, reason: text({ min: 1, max: REASON_MAX, code: 'reason' }), at: moment }),
    callers: 'writers',
  },
  async (trx, actor, { threadId, reason, at: now }): Promise<{ ticketId: number }> => {
    const thread = await lockThread(trx, actor, threadId)
    const cause = escalationCauseOf(actor, thread)
    if (cause === null) throw forbidden('thread.escalate')

    const facts = await getEscalationFacts(trx, threadId)
    if (facts.hasOpenTicket) throw await tooLate(trx, 'thread.escalated', thread.id)
    if (facts.solved) throw await tooLate(trx, 'thread.solved', thread.id)
    if (facts.closed) throw await tooLate(trx, 'thread.closed', thread.id)
    if (facts.questionState !== 'visible') throw conflict('thread.not_visible')
    const clock = await findClockOf(trx, facts)
    if (!clock) throw conflict('policy.none')
    return handToStaff(trx, actor, thread, { cause, note: reason, clock, now })
  },
)
