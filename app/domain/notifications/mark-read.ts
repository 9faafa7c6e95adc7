import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Marks as read: all of it, what is about one thread, or one notification with those that are told together with it.
 * Only one's own; repeating it changes nothing.
 */
export function markRead(
  db: Db,
  actor: Actor,
  which: 'all' | { threadId: number } | { notificationId: number },
  { now = new Date() } = {},
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const unread = trx
      .updateTable('notifications')
      .set({ readAt: now })
      .where('userId', '=', actor.id)
      .where('readAt', 'is', null)
    if (which === 'all') await unread.execute()
    else if ('threadId' in which) await unread.where('threadId', '=', which.threadId).execute()
    else {
      await unread
        .where((eb) =>
          eb.or([
            eb('id', '=', which.notificationId),
            eb(
              eb.refTuple('kind', 'threadId'),
              'in',
              eb
                .selectFrom('notifications as opened')
                .where('opened.id', '=', which.notificationId)
                .where('opened.userId', '=', actor.id)
                .select(['opened.kind', 'opened.threadId'])
                .$asTuple('kind', 'threadId'),
            ),
          ]),
        )
        .execute()
    }
  })
}
