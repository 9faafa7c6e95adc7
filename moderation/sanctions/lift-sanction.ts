import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockUser } from '#moderation/sanctions/lock-user.ts'
import { scheduleEscalationsOf } from '#moderation/sanctions/sanction-user.ts'

/**
 * Ends a silence or a suspension early, or withdraws a warning; repeating it changes nothing. Throws forbidden
 * `user.sanction`, `user.sanction_this`, not-found `sanction`.
 */
export const liftSanction = command(
  { name: 'sanction.lift', input: z.object({ sanctionId: id, at: moment }), callers: 'active' },
  async (trx, actor, { sanctionId, at: now }): Promise<{ userId: number }> => {
    const { userId } = await trx
      .selectFrom('sanctions')
      .where('id', '=', sanctionId)
      .select('userId')
      .executeTakeFirstOrThrow(() => notFound('sanction'))
    await lockUser(trx, actor, userId)

    const sanction = await trx
      .updateTable('sanctions')
      .set({ liftedAt: now, liftedBy: actor.id })
      .where('id', '=', sanctionId)
      .where('liftedAt', 'is', null)
      .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', now)]))
      .returning('kind')
      .executeTakeFirst()
    if (!sanction) return { userId }
    if (sanction.kind === 'suspension') {
      await trx.updateTable('users').set({ suspendedUntil: null }).where('id', '=', userId).execute()
      await scheduleEscalationsOf(trx, userId)
    }
    if (sanction.kind === 'silence') {
      await trx.updateTable('users').set({ silencedUntil: null }).where('id', '=', userId).execute()
    }
    recordEvent(trx, actor, 'user.sanction_lifted', { userId }, { before: { sanctionId, kind: sanction.kind } })
    return { userId }
  },
)

/** Ends the running suspension of a person. */
export const liftSuspension = command(
  { name: 'suspension.lift', input: z.object({ userId: id, at: moment }), callers: 'active' },
  async (trx, actor, { userId, at }): Promise<void> => {
    await lockUser(trx, actor, userId)
    const running = await trx
      .selectFrom('sanctions')
      .where('userId', '=', userId)
      .where('kind', '=', 'suspension')
      .where('liftedAt', 'is', null)
      .where('endsAt', '>', at)
      .select('id')
      .executeTakeFirst()
    if (running) await liftSanction(trx, actor, { sanctionId: running.id, at })
  },
)
