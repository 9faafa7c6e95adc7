import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { id, moment } from '#app/domain/input.ts'

/**
 * Marks notifications as read: all of them; those about what the page of a thread, of a ticket or of the messages of a
 * thread shows; or one together with those that are shown with it. Only the own ones; repeating it changes nothing.
 */
export const markRead = command(
  {
    name: 'notification.read',
    input: z.union([
      z.object({ all: z.literal(true), at: moment }),
      z.object({ threadId: id, at: moment }),
      z.object({ notificationId: id, at: moment }),
      z.object({ ticketId: id, at: moment }),
      z.object({ messagesOf: id, at: moment }),
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
    else if ('threadId' in which) {
      // The page of a thread does not show what is written in private or on the desk.
      await unread.where('threadId', '=', which.threadId).where('kind', 'not in', ['ticket', 'private_reply']).execute()
    } else if ('messagesOf' in which) {
      await unread.where('threadId', '=', which.messagesOf).where('kind', '=', 'private_reply').execute()
    } else if ('ticketId' in which) {
      await unread
        .where('kind', '=', 'ticket')
        .where('threadId', 'in', (eb) =>
          eb.selectFrom('tickets').where('tickets.id', '=', which.ticketId).select('tickets.threadId'),
        )
        .execute()
    } else {
      await unread
        .where((eb) =>
          eb.or([
            eb('id', '=', which.notificationId),
            eb(
              'id',
              'in',
              eb
                .selectFrom('notifications as opened')
                .innerJoin('events as of', 'of.id', 'opened.eventId')
                .innerJoin('notifications as shown', (join) =>
                  join
                    .onRef('shown.userId', '=', 'opened.userId')
                    .onRef('shown.kind', '=', 'opened.kind')
                    .onRef('shown.threadId', '=', 'opened.threadId'),
                )
                .innerJoin('events as same', (join) =>
                  join.onRef('same.id', '=', 'shown.eventId').onRef('same.verb', '=', 'of.verb'),
                )
                .where('opened.id', '=', which.notificationId)
                .where('opened.userId', '=', actor.id)
                .select('shown.id'),
            ),
          ]),
        )
        .execute()
    }
  },
)
