import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { isAdmin, isSystem } from '#app/domain/users/roles.ts'
import type { Trx } from '#db/transaction.ts'

const place = { userId: id, categoryId: id.optional() }
const roleGrant = z.discriminatedUnion('role', [
  z.object({ ...place, role: z.enum(['admin', 'staff', 'moderator']), tagId: z.undefined().optional() }),
  z.object({ ...place, role: z.literal('expert'), tagId: id }),
])

/** Gives somebody a role in everything or in a category; for experts, in a tag. Giving it twice changes nothing. */
export const grantRole = command(
  { name: 'role.grant', input: roleGrant, callers: 'active' },
  async (trx, actor, grant) => {
    if (!isAdmin(actor) && !isSystem(actor)) throw forbidden('user.grant')
    await checkSubjects(trx, grant)

    // An expired grant blocks a new one until it is marked as revoked.
    await trx
      .updateTable('grants')
      .set({ revokedAt: new Date() })
      .where('userId', '=', grant.userId)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '<=', new Date())
      .execute()
    const row = await trx
      .insertInto('grants')
      .values({ ...grant, categoryId: grant.categoryId ?? null, tagId: grant.tagId ?? null, grantedBy: actor.id })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return
    recordEvent(trx, actor, 'user.granted', { userId: grant.userId }, { after: { role: grant.role } })
  },
)

async function checkSubjects(trx: Trx, { userId, categoryId, tagId }: z.output<typeof roleGrant>): Promise<void> {
  await trx
    .selectFrom('users')
    .where('id', '=', userId)
    .where('kind', '=', 'person')
    .where('deletedAt', 'is', null)
    .select('id')
    .executeTakeFirstOrThrow(() => notFound('user'))
  if (categoryId !== undefined) {
    const found = trx.selectFrom('categories').where('id', '=', categoryId).select('id')
    await found.executeTakeFirstOrThrow(() => notFound('category'))
  }
  if (tagId !== undefined) {
    const found = trx.selectFrom('tags').where('id', '=', tagId).select('id')
    await found.executeTakeFirstOrThrow(() => notFound('tag'))
  }
}
