import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { IndexName } from '#app/domain/search/index/index-state.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSuspended } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Asks for an index to be built anew, by a job and while it is in use. One that waits for it already is not asked for
 * twice. Throws forbidden `search.rebuild`.
 */
export function requestRebuild(db: Db, actor: Actor, { engine }: { engine: IndexName }): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isAdmin(actor) || isSuspended(actor)) throw forbidden('search.rebuild')
    const wanted = await trx
      .updateTable('searchIndexes')
      .set({ rebuildWantedAt: new Date() })
      .where('engine', '=', engine)
      .where('rebuildWantedAt', 'is', null)
      .returning('engine')
      .executeTakeFirst()
    await enqueue(trx, 'search.rebuild', { engine })
    if (wanted) await recordEvent(trx, actor, 'search.rebuild_requested', {}, { after: { engine } })
  })
}
