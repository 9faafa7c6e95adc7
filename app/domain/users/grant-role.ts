import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { isAdmin, isSystem } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

// Administrators look after the whole forum, and a tag is used in all categories.
const none = z.undefined().optional()
const roleGrant = z.discriminatedUnion('role', [
  z.object({ userId: id, role: z.literal('admin'), categoryId: none, tagId: none }),
  z.object({ userId: id, role: z.enum(['staff', 'moderator']), categoryId: id.optional(), tagId: none }),
  z.object({ userId: id, role: z.literal('expert'), categoryId: none, tagId: id }),
])

/** Makes somebody staff or moderator of everything or of a category, admin, or expert of a tag. Twice changes nothing. */
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
    enqueue(trx, 'users.mark_look_alikes', {})
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
