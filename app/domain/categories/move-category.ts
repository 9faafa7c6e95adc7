import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { isAdmin } from '#app/domain/users/roles.ts'

/**
 * Moves a category one place up or down in all lists; the first and the last stay where they are. Throws forbidden
 * `category.save`.
 */
export const moveCategory = command(
  { name: 'category.move', input: z.object({ categoryId: id, by: z.enum(['up', 'down']) }), callers: 'active' },
  async (trx, actor, { categoryId, by }) => {
    if (!isAdmin(actor)) throw forbidden('category.save')
    await trx.selectFrom('categories').select('id').orderBy('id').forNoKeyUpdate().execute()
    const order = await trx
      .selectFrom('categories')
      .select(['id', 'slug', 'position'])
      .orderBy('position')
      .orderBy(sql`folded(name)`)
      .execute()
    const from = order.findIndex((category) => category.id === categoryId)
    const moved = order[from]
    if (!moved) throw notFound('category')
    const to = by === 'up' ? from - 1 : from + 1
    if (to < 0 || to >= order.length) return

    order.splice(from, 1)
    order.splice(to, 0, moved)
    for (const [position, category] of order.entries()) {
      if (category.position !== position) {
        await trx.updateTable('categories').set({ position }).where('id', '=', category.id).execute()
      }
    }
    recordEvent(
      trx,
      actor,
      'category.changed',
      {},
      { before: { id: moved.id, slug: moved.slug, place: from + 1 }, after: { id: moved.id, place: to + 1 } },
    )
  },
)
