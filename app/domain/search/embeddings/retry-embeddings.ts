import { forbidden } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin, isSuspended } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Looks for texts without a vector now, and tries again what failed. Throws forbidden `search.rebuild`. */
export function retryEmbeddings(db: Db, actor: Actor): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!isAdmin(actor) || isSuspended(actor)) throw forbidden('search.rebuild')
    await enqueue(trx, 'search.embed_all', {})
  })
}
