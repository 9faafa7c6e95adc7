import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { makeExpert } from '#app/domain/experts/make-expert.ts'
import { canNameExpert } from '#app/domain/experts/permissions.ts'
import { id, moment } from '#app/domain/input.ts'

/** Staff name an expert of a tag; naming twice changes nothing. Throws forbidden `expert.name`. */
export const nameExpert = command(
  { name: 'expert.name', input: z.object({ userId: id, tagId: id, at: moment }), callers: 'active' },
  async (trx, actor, { userId, tagId, at }) => {
    if (!canNameExpert(actor)) throw forbidden('expert.name')
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

    await makeExpert(trx, actor, { userId, tagId, origin: 'named', at })
  },
)
