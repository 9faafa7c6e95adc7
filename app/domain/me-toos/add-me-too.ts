import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict } from '#app/domain/errors.ts'
import { id, typed } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import type { Trx } from '#db/transaction.ts'

/** The browser key is the value of a random cookie; it identifies visitors and is not used for members. */
export const meTooInput = z.object({ threadId: id, browserKey: typed(100) })

/** Whether the me-too of somebody counts for which questions are offered first to whoever could help. */
export const weighsMeToo = mayAct((actor) => hasPrivilege(actor, 'weighMeToo'))

/**
 * "I have the same problem", once a person: a member, or a visitor by the key of their browser. All of them count; only
 * those of members with the privilege `weighMeToo` have weight, since a visitor can easily repeat it in another
 * browser. The weighted ones decide which questions are offered first to whoever could help. Throws
 * `thread.not_found`, conflict `me_too.own`.
 */
export const addMeToo = command(
  { name: 'me_too.add', input: meTooInput, callers: 'visitors' },
  async (trx, actor, { threadId, browserKey }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (actor !== null && thread.authorId === actor.id) throw conflict('me_too.own')
    if (thread.questionState !== 'visible') throw conflict('thread.not_visible')

    await trx
      .insertInto('meToos')
      .values(
        actor === null
          ? { threadId, userId: null, browserKey }
          : { threadId, userId: actor.id, browserKey: null, weighs: weighsMeToo(actor) },
      )
      .onConflict((same) => same.doNothing())
      .execute()
    await countMeToos(trx, [threadId])
  },
)

/** Removes the me-too; repeating it changes nothing. Throws `thread.not_found`. */
export const removeMeToo = command(
  { name: 'me_too.remove', input: meTooInput, callers: 'visitors' },
  async (trx, actor, { threadId, browserKey }): Promise<void> => {
    await lockThread(trx, actor, threadId)
    await trx
      .deleteFrom('meToos')
      .where('threadId', '=', threadId)
      .$if(actor !== null, (query) => query.where('userId', '=', actor?.id ?? 0))
      .$if(actor === null, (query) => query.where('browserKey', '=', browserKey))
      .execute()
    await countMeToos(trx, [threadId])
  },
)

/** Updates the number that each thread shows from its rows; the caller holds the lock of each thread. */
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
