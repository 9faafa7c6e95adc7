import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, oneOf, text } from '#app/domain/input.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'
import { lockUser } from '#moderation/sanctions/lock-user.ts'
import { SANCTION_DAYS, SANCTION_KINDS, type SanctionKind } from '#moderation/sanctions/permissions.ts'

const REASON_MAX = 1000

/**
 * Warns, silences or suspends a person. Silenced people write nothing; suspended people only read; points stay. A new
 * silence or suspension replaces a running one. Throws forbidden `user.sanction`, `user.sanction_this`; invalid
 * `reason.missing`, `reason.too_long`, `sanction.days`; not-found `user`.
 */
export const sanctionUser = command(
  {
    name: 'user.sanction',
    input: z
      .object({
        userId: id,
        kind: oneOf(SANCTION_KINDS, 'sanction.kind'),
        /** The length of a silence or a suspension; null is for ever. A warning has no length. */
        days: z.literal(SANCTION_DAYS, 'sanction.days').optional(),
        /** The sanctioned person reads it. */
        reason: text({ min: 1, max: REASON_MAX, code: 'reason' }),
        at: moment,
      })
      .refine(({ kind, days }) => kind === 'warning' || days !== undefined, {
        message: 'sanction.days',
        path: ['days'],
      }),
    callers: 'writers',
  },
  async (trx, actor, { userId, kind, days = null, reason, at: now }): Promise<{ id: number }> => {
    await lockUser(trx, actor, userId)
    await endRunning(trx, actor, { userId, kind, now })
    const until = kind === 'warning' ? null : days === null ? 'infinity' : new Date(now.getTime() + days * 86_400_000)
    const given = await trx
      .insertInto('sanctions')
      .values({ userId, kind, reason, givenBy: actor.id, givenAt: now, endsAt: until })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (kind === 'suspension') {
      await trx.updateTable('users').set({ suspendedUntil: until }).where('id', '=', userId).execute()
    }
    if (kind === 'silence') {
      await trx.updateTable('users').set({ silencedUntil: until }).where('id', '=', userId).execute()
    }

    recordEvent(
      trx,
      actor,
      'user.sanctioned',
      { userId },
      { after: { sanctionId: given.id, kind, days, until, reason } },
    )
    await scheduleEscalationsOf(trx, userId)
    return given
  },
)

/** A running sanction ends when the new one that replaces it begins. */
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

/** Threads of suspended people are not escalated: the escalations of their waiting threads are scheduled again. */
export async function scheduleEscalationsOf(trx: Trx, userId: number): Promise<void> {
  const waiting = await trx
    .selectFrom('threads')
    .where('authorId', '=', userId)
    .where('state', '<>', 'solved')
    .where('closedAt', 'is', null)
    .where('questionState', '=', sql.lit('visible'))
    .select('id')
    .execute()
  for (const thread of waiting) enqueue(trx, 'escalation.schedule', { threadId: thread.id })
}
