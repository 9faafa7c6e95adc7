import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { makeExpert } from '#app/domain/experts/make-expert.ts'
import { canAppointExpert } from '#app/domain/experts/permissions.ts'
import { id, moment } from '#app/domain/input.ts'

/** Staff appoint an expert of a tag; appointing twice changes nothing. Throws forbidden `expert.appoint`. */
export const appointExpert = command(
  { name: 'expert.appoint', input: z.object({ userId: id, tagId: id, at: moment }), callers: 'active' },
  async (trx, actor, { userId, tagId, at }) => {
    if (!canAppointExpert(actor)) throw forbidden('expert.appoint')
    const user = await trx
      .selectFrom('users')
      .where('id', '=', userId)
      .where('kind', '=', 'person')
      .where('deletedAt', 'is', null)
      .select('id')
      .executeTakeFirst()
    if (!user) throw notFound('user')
    const tag = await trx.selectFrom('tags').where('id', '=', tagId).select('id').executeTakeFirst()
    if (!tag) throw notFound('tag')

    await makeExpert(trx, actor, { userId, tagId, origin: 'appointed', at })
  },
)
