import { conflict, forbidden } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isSuspended } from '#app/domain/users/roles.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/**
 * "I have the same problem", once a person: a member, or a visitor by the key of their browser. Everybody counts; only
 * members with the privilege `weighMeToo` weigh, for a visitor's is soon said again from another browser. What weighs
 * makes an answer a candidate for the knowledge base. Throws `thread.not_found`, conflict `me_too.own`.
 */
export function sayMeToo(
  db: Db,
  viewer: Viewer,
  { threadId, browserKey }: { threadId: number; browserKey: string },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, viewer, threadId)
    if (viewer !== null && isSuspended(viewer)) throw forbidden('me_too.say')
    if (viewer !== null && thread.authorId === viewer.id) throw conflict('me_too.own')
    if (thread.questionState !== 'visible') throw conflict('thread.not_visible')

    await trx
      .insertInto('meToos')
      .values(
        viewer === null
          ? { threadId, userId: null, browserKey }
          : { threadId, userId: viewer.id, browserKey: null, weighs: hasPrivilege(viewer, 'weighMeToo') },
      )
      .onConflict((same) => same.doNothing())
      .execute()
    await countMeToos(trx, [threadId])
  })
}

/** Takes it back; repeating it changes nothing. Throws `thread.not_found`. */
export function takeMeTooBack(
  db: Db,
  viewer: Viewer,
  { threadId, browserKey }: { threadId: number; browserKey: string },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    await lockThread(trx, viewer, threadId)
    await trx
      .deleteFrom('meToos')
      .where('threadId', '=', threadId)
      .$if(viewer !== null, (query) => query.where('userId', '=', viewer?.id ?? 0))
      .$if(viewer === null, (query) => query.where('browserKey', '=', browserKey))
      .execute()
    await countMeToos(trx, [threadId])
  })
}

/** The number that a thread shows, from its rows; the caller holds the lock of each thread. */
export async function countMeToos(trx: Trx, threadIds: number[]): Promise<void> {
  if (threadIds.length === 0) return
  await trx
    .updateTable('threads')
    .set((eb) => ({
      meTooCount: eb
        .selectFrom('meToos')
        .whereRef('meToos.threadId', '=', 'threads.id')
        .select((count) => count.fn.countAll<number>().as('count')),
    }))
    .where('id', 'in', threadIds)
    .execute()
}
