import { conflict, forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const APPEAL_MAX = 2000

/**
 * The one message that somebody may write about a sanction of theirs, suspended or not; moderators read it beside the
 * sanction. Throws forbidden `sanction.appeal`, conflict `sanction.appealed`, invalid `reason.missing`, `reason.too_long`.
 */
export function appealSanction(
  db: Db,
  actor: Actor,
  sanctionId: number,
  { message }: { message: string },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const sanction = await trx
      .selectFrom('sanctions')
      .where('id', '=', sanctionId)
      .select(['userId', 'appealedAt', 'liftedAt'])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('sanction'))
    if (sanction.userId !== actor.id) throw forbidden('sanction.appeal')
    if (sanction.appealedAt !== null || sanction.liftedAt !== null) throw conflict('sanction.appealed')
    const appeal = typedText(message)
    if (isBlank(appeal)) throw invalid('message', 'reason.missing')
    if (appeal.length > APPEAL_MAX) throw invalid('message', 'reason.too_long', { max: APPEAL_MAX })

    await trx.updateTable('sanctions').set({ appeal, appealedAt: new Date() }).where('id', '=', sanctionId).execute()
    await recordEvent(trx, actor, 'user.appealed', { userId: actor.id }, { after: { sanctionId } })
  })
}
