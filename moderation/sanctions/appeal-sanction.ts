import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'

const APPEAL_MAX = 2000

/**
 * The one message that a person may write about a sanction of theirs, even when suspended; moderators read it beside
 * the sanction. Throws forbidden `sanction.appeal`, conflict `sanction.appealed`, invalid `reason.missing`,
 * `reason.too_long`.
 */
export const appealSanction = command(
  {
    name: 'sanction.appeal',
    input: z.object({ sanctionId: id, message: text({ min: 1, max: APPEAL_MAX, code: 'reason' }), at: moment }),
    callers: 'members',
  },
  async (trx, actor, { sanctionId, message, at }): Promise<void> => {
    const sanction = await trx
      .selectFrom('sanctions')
      .where('id', '=', sanctionId)
      .select(['userId', 'appealedAt', 'liftedAt'])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('sanction'))
    if (sanction.userId !== actor.id) throw forbidden('sanction.appeal')
    if (sanction.appealedAt !== null || sanction.liftedAt !== null) throw conflict('sanction.appealed')

    await trx.updateTable('sanctions').set({ appeal: message, appealedAt: at }).where('id', '=', sanctionId).execute()
    recordEvent(trx, actor, 'user.appealed', { userId: actor.id }, { after: { sanctionId } })
  },
)
