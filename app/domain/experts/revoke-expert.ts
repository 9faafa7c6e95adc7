import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { canAppointExpert } from '#app/domain/experts/permissions.ts'
import { id, moment } from '#app/domain/input.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Staff end the role of an expert of a tag; nothing changes for a person who is none. Throws forbidden
 * `expert.appoint`.
 */
export const revokeExpert = command(
  { name: 'expert.revoke', input: z.object({ userId: id, tagId: id, at: moment }), callers: 'active' },
  async (trx, actor, { userId, tagId, at }) => {
    if (!canAppointExpert(actor)) throw forbidden('expert.appoint')
    const revoked = await trx
      .updateTable('grants')
      .set({ revokedAt: at })
      .where('userId', '=', userId)
      .where('tagId', '=', tagId)
      .where('role', '=', 'expert')
      .where('revokedAt', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!revoked) return
    enqueue(trx, 'users.mark_look_alikes', {})
    recordEvent(trx, actor, 'user.revoked', { userId, tagId }, { before: { role: 'expert', tagId } })
  },
)
