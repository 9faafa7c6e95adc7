import { findClockOf } from '#app/domain/calendars/queries.ts'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { handToStaff } from '#moderation/escalation/hand-to-staff.ts'
import { escalationCauseOf } from '#moderation/escalation/permissions.ts'
import { getEscalationFacts } from '#moderation/escalation/queries.ts'

const REASON_MAX = 500

/**
 * Hands a thread to staff by hand: an expert of one of its tags, a moderator or staff, with a reason that staff read.
 * Throws forbidden `thread.escalate`; conflict `thread.solved`, `thread.closed`, `thread.not_visible`,
 * `thread.escalated`; invalid `reason.missing`, `reason.too_long`.
 */
export function escalateThread(
  db: Db,
  actor: Actor,
  { threadId, reason }: { threadId: number; reason: string },
  { now = new Date() } = {},
): Promise<{ ticketId: number }> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, actor, threadId)
    const cause = escalationCauseOf(actor, thread)
    if (cause === null) throw forbidden('thread.escalate')

    const facts = await getEscalationFacts(trx, threadId)
    if (facts.hasOpenTicket) throw conflict('thread.escalated')
    if (facts.solved) throw conflict('thread.solved')
    if (facts.closed) throw conflict('thread.closed')
    if (facts.questionState !== 'visible') throw conflict('thread.not_visible')
    const note = typedText(reason)
    if (isBlank(note)) throw invalid('reason', 'reason.missing')
    if (note.length > REASON_MAX) throw invalid('reason', 'reason.too_long', { max: REASON_MAX })

    const clock = await findClockOf(trx, facts)
    if (!clock) throw conflict('policy.none')
    return handToStaff(trx, actor, thread, { cause, note, clock, now })
  })
}
