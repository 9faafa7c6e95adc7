import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Takes a bookmark away, whether its post can still be seen or not; repeating it changes nothing. */
export function dropBookmark(db: Db, actor: Actor, postId: number): Promise<void> {
  return inTransaction(db, async (trx) => {
    await trx.deleteFrom('bookmarks').where('userId', '=', actor.id).where('postId', '=', postId).execute()
  })
}
