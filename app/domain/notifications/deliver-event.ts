import { sql } from 'kysely'
import { isVerb, takenBackBy, type Verb } from '#app/domain/events/verbs.ts'
import { ALWAYS_TOLD } from '#app/domain/notifications/kinds.ts'
import { NOTIFICATION_RULES, type NotifiedEvent } from '#app/domain/notifications/notification-rules.ts'
import { mayStillTell, takeBack, takeBackMentions } from '#app/domain/notifications/taken-back.ts'
import { SHOWN_WITHOUT_POST, visibleNotifications } from '#app/domain/notifications/visibility.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { NotificationKind } from '#db/schema.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const BATCH = 500
/** After these a post may no longer mention somebody. */
const CHANGES_TEXT: Verb[] = ['post.edited', 'post.corrected', 'post.edit_approved']

/**
 * Notifies people on the site of an event. Each person is notified once, never of their own acts, of what they may not
 * see or of kinds that they switched off. What the event takes back is told to nobody any more. It works in batches, so a tag with many followers blocks nothing. Running it
 * again, or continuing after an interruption, changes nothing.
 */
export async function deliverEvent(db: Db, { eventId, batch = BATCH }: { eventId: number; batch?: number }) {
  const event = await db
    .selectFrom('events')
    .where('id', '=', eventId)
    .select(['id', 'actorId', 'verb', 'threadId', 'postId', 'articleId', 'ticketId', 'userId', 'reviewId'])
    .select(['before', 'after', 'createdAt'])
    .executeTakeFirst()
  if (!event || !isVerb(event.verb)) return
  const told = { ...event, verb: event.verb }
  if (takenBackBy(event.verb).length > 0) await inTransaction(db, (trx) => takeBack(trx, told))
  if (CHANGES_TEXT.includes(event.verb)) await inTransaction(db, (trx) => takeBackMentions(trx, told))
  const rules = NOTIFICATION_RULES[event.verb]
  if (rules.length === 0) return

  const isOpen = await isSeenByAllMembers(db, told)
  for (const { kind, receivers } of rules) {
    let after = 0
    for (;;) {
      const found = await db
        .selectFrom('users')
        .where('users.id', 'in', sql<number>`${receivers(db, told)}`)
        .where('users.id', '>', after)
        .where('users.id', '<>', event.actorId)
        .where('users.kind', '=', 'person')
        .where('users.deletedAt', 'is', null)
        .$if(!ALWAYS_TOLD.includes(kind), (query) =>
          query.where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('notificationPreferences')
                  .whereRef('notificationPreferences.userId', '=', 'users.id')
                  .where('notificationPreferences.kind', '=', kind)
                  .where('notificationPreferences.site', '=', false)
                  .select('notificationPreferences.userId'),
              ),
            ),
          ),
        )
        .select('users.id')
        .orderBy('users.id')
        .limit(batch)
        .execute()
      const userIds = found.map((user) => user.id)
      if (userIds.length > 0) await inTransaction(db, (trx) => notify(trx, told, { kind, userIds, isOpen }))
      const last = userIds.at(-1)
      if (last === undefined || userIds.length < batch) break
      after = last
    }
  }
}

async function notify(
  trx: Trx,
  event: NotifiedEvent & { verb: Verb },
  { kind, userIds, isOpen }: { kind: NotificationKind; userIds: number[]; isOpen: boolean },
): Promise<void> {
  if (!(await mayStillTell(trx, event))) return
  const added = await trx
    .insertInto('notifications')
    .values(
      userIds.map((userId) => ({
        userId,
        eventId: event.id,
        kind,
        // Who approved an edit did not write it.
        actorId: kind === 'edited' ? (event.userId ?? event.actorId) : event.actorId,
        threadId: event.threadId,
        postId: event.postId,
        articleId: event.articleId,
        createdAt: event.createdAt,
      })),
    )
    .onConflict((same) => same.columns(['userId', 'eventId']).doNothing())
    .returning(['id', 'userId'])
    .execute()
  if (isOpen || kind === SHOWN_WITHOUT_POST) return

  // An event that not everybody may see has few receivers: for each, the same check as on a page is made.
  for (const { id, userId } of added) {
    const receiver = await getActor(trx, userId)
    await trx
      .deleteFrom('notifications')
      .where('notifications.id', '=', id)
      .where((eb) => eb.not(visibleNotifications(receiver)(eb)))
      .execute()
  }
}

/** Most events are public: then no person has to be checked. */
async function isSeenByAllMembers(db: Db, event: NotifiedEvent): Promise<boolean> {
  if (event.articleId !== null) return false
  if (event.threadId === null) return true
  const open = await db
    .selectFrom('threads')
    .leftJoin('posts', (join) => join.on('posts.id', '=', event.postId))
    .leftJoin('posts as parent', 'parent.id', 'posts.parentId')
    .where('threads.id', '=', event.threadId)
    .where('threads.audience', '<>', 'private')
    .where('threads.questionState', '=', 'visible')
    .where((eb) =>
      eb.or([
        eb('posts.id', 'is', null),
        eb.and([
          eb('posts.state', '=', 'visible'),
          eb('posts.kind', 'in', ['question', 'answer', 'comment']),
          eb.or([eb('parent.id', 'is', null), eb('parent.state', '=', 'visible')]),
        ]),
      ]),
    )
    .select('threads.id')
    .executeTakeFirst()
  return open !== undefined
}
