import { sql } from 'kysely'
import type { BadgeId } from '#app/domain/badges/rule.ts'
import { factText, type Verb } from '#app/domain/events/verbs.ts'
import { NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import { visibleNotifications } from '#app/domain/notifications/visibility.ts'
import { prepare } from '#app/domain/prepare.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { NotificationKind } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 40
export const UNREAD_SHOWN = 99

const unreadOf = prepare((db, viewer) =>
  db
    .selectFrom((eb) => {
      const unread = eb
        .selectFrom('notifications')
        .where('notifications.readAt', 'is', null)
        .select('notifications.id')
        .limit(sql.lit(UNREAD_SHOWN + 1))
      return (viewer ? unread.where(visibleNotifications(viewer)) : unread.where(sql<boolean>`false`)).as('unread')
    })
    .select((eb) => eb.fn.countAll<number>().as('count')),
)

/** How many notifications somebody has not read, counted up to 100. */
export async function countUnread(db: Db, actor: Actor): Promise<number> {
  const [row] = await unreadOf(db, actor, {})
  return row?.count ?? 0
}

/** One page of the notifications that somebody may see now, newest first, paged by key. */
async function listRows(db: Db, actor: Actor, { unread, before }: { unread: boolean; before?: number | undefined }) {
  return db
    .selectFrom('notifications')
    .innerJoin('events', 'events.id', 'notifications.eventId')
    .innerJoin('users as actors', 'actors.id', 'notifications.actorId')
    .leftJoin('tags', 'tags.id', 'events.tagId')
    .where(visibleNotifications(actor))
    .$if(unread, (query) => query.where('notifications.readAt', 'is', null))
    .$if(before !== undefined, (query) => query.where('notifications.id', '<', before ?? 0))
    .select((eb) => [
      'notifications.id',
      'notifications.kind',
      'notifications.threadId',
      'notifications.postId',
      'notifications.articleId',
      'notifications.createdAt',
      'notifications.readAt',
      'events.verb',
      'events.reviewId',
      'actors.name as actorName',
      'tags.name as tag',
      sql<BadgeId | null>`${factText('badge.awarded', 'after', 'badge')}`.as('badge'),
      sql<number | null>`(${factText('expert.invited', 'after', 'invitationId')})::bigint`.as('invitationId'),
      sql<number | null>`(${factText('post.edit_suggested', 'after', 'suggestedEditId')})::bigint`.as(
        'suggestedEditId',
      ),
      // The notification about a flag may concern a thread whose title the person may not see any more.
      eb
        .selectFrom('threads')
        .whereRef('threads.id', '=', 'notifications.threadId')
        .where(visibleTo(actor))
        .select('threads.title')
        .as('title'),
      eb
        .selectFrom('articleTranslations')
        .innerJoin('articles', 'articles.id', 'articleTranslations.articleId')
        .whereRef('articles.id', '=', 'notifications.articleId')
        .whereRef('articleTranslations.locale', '=', 'articles.defaultLocale')
        .select('articleTranslations.title')
        .as('articleTitle'),
      eb
        .selectFrom('expertRequests')
        .whereRef('expertRequests.threadId', '=', 'notifications.threadId')
        .where('expertRequests.userId', '=', actor.id)
        .where('expertRequests.state', '=', 'open')
        .where('notifications.kind', '=', 'expert_request')
        .select('expertRequests.id')
        .as('requestId'),
    ])
    .orderBy('notifications.id', 'desc')
    .limit(sql.lit(PAGE_SIZE + 1))
    .$narrowType<{ verb: Verb }>()
    .execute()
}
type Row = Awaited<ReturnType<typeof listRows>>[number]

/**
 * Notifications that are shown together: the newest of its kind in a thread, their number, and the people who caused
 * them.
 */
export type NotificationItem = Row & { count: number; names: string[] }

/** One page of notifications. Those of one kind in one thread are one line; read and unread ones are separate. */
export async function listNotifications(
  db: Db,
  actor: Actor,
  { unread = false, before }: { unread?: boolean; before?: number | undefined } = {},
): Promise<{ items: NotificationItem[]; next: number | null }> {
  const rows = await listRows(db, actor, { unread, before })
  const page = rows.slice(0, PAGE_SIZE)
  const groups = new Map<string, NotificationItem>()
  for (const row of page) {
    const alone = row.threadId === null || row.kind === 'expert_request'
    const key = alone ? `${row.id}` : [row.kind, row.verb, row.threadId, row.readAt === null].join(' ')
    const group = groups.get(key)
    if (!group) groups.set(key, { ...row, count: 1, names: [row.actorName] })
    else {
      group.count += 1
      if (!group.names.includes(row.actorName)) group.names.push(row.actorName)
    }
  }
  return { items: [...groups.values()], next: rows.length > PAGE_SIZE ? (page.at(-1)?.id ?? null) : null }
}

/** One notification of somebody's, to open it. */
export function findNotification(db: Db, actor: Actor, notificationId: number) {
  return db
    .selectFrom('notifications')
    .innerJoin('events', 'events.id', 'notifications.eventId')
    .where('notifications.id', '=', notificationId)
    .where(visibleNotifications(actor))
    .select((eb) => [
      'notifications.id',
      'notifications.kind',
      'notifications.threadId',
      'notifications.postId',
      'notifications.articleId',
      'events.verb',
      'events.reviewId',
      sql<number | null>`(${factText('expert.invited', 'after', 'invitationId')})::bigint`.as('invitationId'),
      sql<number | null>`(${factText('post.edit_suggested', 'after', 'suggestedEditId')})::bigint`.as(
        'suggestedEditId',
      ),
      eb
        .selectFrom('threads')
        .whereRef('threads.id', '=', 'notifications.threadId')
        .where(visibleTo(actor))
        .select('threads.title')
        .as('title'),
    ])
    .executeTakeFirst()
}

/** The kinds of notifications, each with its switches. */
export async function listPreferences(db: Db, actor: Actor): Promise<Record<NotificationKind, { site: boolean }>> {
  const rows = await db
    .selectFrom('notificationPreferences')
    .where('userId', '=', actor.id)
    .select(['kind', 'site'])
    .execute()
  const chosen = new Map(rows.map((row) => [row.kind, row]))
  return Object.fromEntries(
    NOTIFICATION_KINDS.map((kind) => [kind, { site: chosen.get(kind)?.site ?? true }]),
  ) as Record<NotificationKind, { site: boolean }>
}
