import { sql } from 'kysely'
import { invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'
import { lockPerson } from '#moderation/sanctions/lock-person.ts'
import { SANCTION_DAYS, type SanctionDays, type SanctionKind } from '#moderation/sanctions/permissions.ts'

const REASON_MAX = 1000

export type Sanction = {
  userId: number
  kind: SanctionKind
  /** Of a silence or a suspension; null is for ever. A warning has no length. */
  days?: SanctionDays
  /** What its subject reads. */
  reason: string
}

/**
 * Warns, silences or suspends a person. Silenced people write nothing, suspended ones only read; points stay as they
 * are. A new silence or suspension takes the place of the one that runs. Throws forbidden `user.sanction`,
 * `user.sanction_this`; invalid `reason.missing`, `reason.too_long`, `sanction.days`; not-found `user`.
 */
export function sanctionPerson(
  db: Db,
  actor: Actor,
  sanction: Sanction,
  { now = new Date() } = {},
): Promise<{ id: number }> {
  return inTransaction(db, async (trx) => {
    const { userId, kind } = sanction
    await lockPerson(trx, actor, userId)
    const reason = typedText(sanction.reason)
    if (isBlank(reason)) throw invalid('reason', 'reason.missing')
    if (reason.length > REASON_MAX) throw invalid('reason', 'reason.too_long', { max: REASON_MAX })
    const days = kind === 'warning' ? null : sanction.days
    if (days === undefined || !SANCTION_DAYS.includes(days)) throw invalid('days', 'sanction.days')

    await endRunning(trx, actor, { userId, kind, now })
    const until = kind === 'warning' ? null : days === null ? 'infinity' : new Date(now.getTime() + days * 86_400_000)
    const given = await trx
      .insertInto('sanctions')
      .values({ userId, kind, reason, givenBy: actor.id, givenAt: now, endsAt: until })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (kind === 'suspension') {
      await trx
        .updateTable('users')
        .set({ suspendedUntil: until, suspensionReason: reason })
        .where('id', '=', userId)
        .execute()
    }
    if (kind === 'silence') {
      await trx.updateTable('users').set({ silencedUntil: until }).where('id', '=', userId).execute()
    }

    await recordEvent(
      trx,
      actor,
      'user.sanctioned',
      { userId },
      { after: { sanctionId: given.id, kind, days, until, reason } },
    )
    await planThreadsOf(trx, userId)
    return given
  })
}

/** The one that a new one replaces ends where that begins. */
async function endRunning(
  trx: Trx,
  actor: Actor,
  { userId, kind, now }: { userId: number; kind: SanctionKind; now: Date },
): Promise<void> {
  if (kind === 'warning') return
  await trx
    .updateTable('sanctions')
    .set({ liftedAt: now, liftedBy: actor.id })
    .where('userId', '=', userId)
    .where('kind', '=', kind)
    .where('liftedAt', 'is', null)
    .where('endsAt', '>', now)
    .execute()
}

/** Nobody's questions are escalated while they are suspended: the clocks of those that wait are set anew. */
export async function planThreadsOf(trx: Trx, userId: number): Promise<void> {
  const waiting = await trx
    .selectFrom('threads')
    .where('authorId', '=', userId)
    .where('state', '<>', 'solved')
    .where('closedAt', 'is', null)
    .where('questionState', '=', sql.lit('visible'))
    .select('id')
    .execute()
  for (const thread of waiting) await enqueue(trx, 'escalation.plan_thread', { threadId: thread.id })
}
