import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { INDEXES } from '#app/domain/search/index/index-state.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Requests a rebuild of an index, by a job; the index stays in use. When a rebuild is already queued, nothing changes.
 * Throws forbidden `search.rebuild`.
 */
export const requestRebuild = command(
  { name: 'search.rebuild', input: z.object({ engine: z.enum(INDEXES) }), callers: 'active' },
  async (trx, actor, { engine }): Promise<void> => {
    if (!isAdmin(actor)) throw forbidden('search.rebuild')
    const wanted = await trx
      .updateTable('searchIndexes')
      .set({ rebuildWantedAt: new Date() })
      .where('engine', '=', engine)
      .where('rebuildWantedAt', 'is', null)
      .returning('engine')
      .executeTakeFirst()
    enqueue(trx, 'search.rebuild', { engine })
    if (wanted) recordEvent(trx, actor, 'search.rebuild_requested', {}, { after: { engine } })
  },
)
