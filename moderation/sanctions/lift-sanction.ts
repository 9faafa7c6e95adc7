import { notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { lockPerson } from '#moderation/sanctions/lock-person.ts'
import { planThreadsOf } from '#moderation/sanctions/sanction-person.ts'

/**
 * Ends a silence or a suspension before its time, or takes a warning back; repeating it changes nothing. Throws
 * forbidden `user.sanction`, `user.sanction_this`, not-found `sanction`.
 */
export function liftSanction(
  db: Db,
  actor: Actor,
  sanctionId: number,
  { now = new Date() } = {},
): Promise<{ userId: number }> {
  return inTransaction(db, async (trx) => {
    const { userId } = await trx
      .selectFrom('sanctions')
      .where('id', '=', sanctionId)
      .select('userId')
      .executeTakeFirstOrThrow(() => notFound('sanction'))
    await lockPerson(trx, actor, userId)

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
      await trx
        .updateTable('users')
        .set({ suspendedUntil: null, suspensionReason: null })
        .where('id', '=', userId)
        .execute()
      await planThreadsOf(trx, userId)
    }
    if (sanction.kind === 'silence') {
      await trx.updateTable('users').set({ silencedUntil: null }).where('id', '=', userId).execute()
    }
    await recordEvent(trx, actor, 'user.sanction_lifted', { userId }, { before: { sanctionId, kind: sanction.kind } })
    return { userId }
  })
}

/** Ends the suspension of a person, whichever it is. */
export function liftSuspension(db: Db, actor: Actor, userId: number, { now = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    await lockPerson(trx, actor, userId)
    const running = await trx
      .selectFrom('sanctions')
      .where('userId', '=', userId)
      .where('kind', '=', 'suspension')
      .where('liftedAt', 'is', null)
      .where('endsAt', '>', now)
      .select('id')
      .executeTakeFirst()
    if (running) await liftSanction(trx, actor, running.id, { now })
  })
}
