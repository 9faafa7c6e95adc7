import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { id, moment } from '#app/domain/input.ts'

/**
 * Marks notifications as read: all of them, those about one thread, or one together with those that are shown with it.
 * Only the own ones; repeating it changes nothing.
 */
export const markRead = command(
  {
    name: 'notification.read',
    input: z.union([
      z.object({ all: z.literal(true), at: moment }),
      z.object({ threadId: id, at: moment }),
      z.object({ notificationId: id, at: moment }),
    ]),
    callers: 'members',
  },
  async (trx, actor, which) => {
    const unread = trx
      .updateTable('notifications')
      .set({ readAt: which.at })
      .where('userId', '=', actor.id)
      .where('readAt', 'is', null)
    if ('all' in which) await unread.execute()
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
  },
)
