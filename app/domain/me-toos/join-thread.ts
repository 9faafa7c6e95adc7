import { follow } from '#app/domain/follows/follow.ts'
import { sayMeToo } from '#app/domain/me-toos/say-me-too.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * "It is the same problem", in place of asking again: counted as a me-too, and a member hears what becomes of it.
 * Throws `thread.not_found`, conflict `me_too.own`.
 */
export function joinThread(
  db: Db,
  viewer: Viewer,
  { threadId, browserKey }: { threadId: number; browserKey: string },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    await sayMeToo(trx, viewer, { threadId, browserKey })
    if (viewer !== null) await follow(trx, viewer, 'threads', threadId)
  })
}
