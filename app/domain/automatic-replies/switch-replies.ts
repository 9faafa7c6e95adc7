import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Switches automatic replies of a category on or off. Switching them off also withdraws those that are shown there,
 * unless the asker has decided about them. Throws forbidden `category.save`, `category.not_found`.
 */
export const switchReplies = command(
  { name: 'automatic_reply.switch', input: z.object({ categoryId: id, on: z.boolean() }), callers: 'active' },
  async (trx, actor, { categoryId, on }) => {
    if (!isAdmin(actor)) throw forbidden('category.save')
    const before = await trx
      .selectFrom('categories')
      .where('id', '=', categoryId)
      .select('repliesAutomatically')
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (before.repliesAutomatically === on) return

    await trx.updateTable('categories').set({ repliesAutomatically: on }).where('id', '=', categoryId).execute()
    recordEvent(
      trx,
      actor,
      'category.changed',
      {},
      { before: { categoryId, ...before }, after: { categoryId, repliesAutomatically: on } },
    )
    if (on) return
    const shown = await trx
      .selectFrom('automaticReplies')
      .innerJoin('threads', 'threads.id', 'automaticReplies.threadId')
      .where('threads.categoryId', '=', categoryId)
      .where('automaticReplies.state', '=', 'shown')
      .select('threads.id')
      .execute()
    for (const { id: threadId } of shown) enqueue(trx, 'automatic_replies.reconsider', { threadId })
  },
)
