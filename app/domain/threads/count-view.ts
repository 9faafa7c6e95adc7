import { sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Counts each reader of a thread once a day. The key is `user:ID` or the value of a random cookie, never an IP address.
 */
export function countView(
  db: Db,
  viewer: Viewer,
  view: { threadId: number; viewerKey: string; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await trx
      .selectFrom('threads')
      .where('id', '=', view.threadId)
      .where(visibleTo(viewer))
      .select('id')
      .executeTakeFirst()
    if (!thread) return
    const day = dayOf(view.at)
    const first = await trx
      .insertInto('threadViews')
      .values({ threadId: thread.id, viewerKey: view.viewerKey, day })
      .onConflict((conflict) => conflict.doNothing())
      .returning(sql<number>`1`.as('counted'))
      .executeTakeFirst()
    if (!first) return
    await trx
      .updateTable('threads')
      .set((eb) => ({ viewCount: eb('viewCount', '+', 1) }))
      .where('id', '=', thread.id)
      .execute()
  })
}

/** Whether this reader was counted today. */
export async function isCounted(
  db: Db,
  { threadId, viewerKey }: { threadId: number; viewerKey: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('threadViews')
    .where('threadId', '=', threadId)
    .where('viewerKey', '=', viewerKey)
    .where('day', '=', sql<string>`${dayOf()}::date`)
    .select('threadId')
    .executeTakeFirst()
  return row !== undefined
}

const dayOf = (at = new Date()): string => at.toISOString().slice(0, 10)
