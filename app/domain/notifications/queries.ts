import { type ExpressionBuilder, sql } from 'kysely'
import type { BadgeId } from '#app/domain/badges/rule.ts'
import { factText, type Verb } from '#app/domain/events/verbs.ts'
import { NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import { visibleNotifications } from '#app/domain/notifications/visibility.ts'
import { prepare } from '#app/domain/prepare.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database, FlagReason, NotificationKind } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 40
type TicketClock = 'first' | 'next' | 'solution'
export const UNREAD_SHOWN = 99

/** Older ones are not looked at: nobody reads back that far, and the bell is on every page. */
const COUNTED_ROWS = 500
const LISTED_ROWS = 2000

/** Those that are shown as one line: of one kind and verb in one thread. What asks for an answer stands alone. */
const oneLine = [
  sql`case when mine.thread_id is null or mine.kind = 'expert_request' then mine.id end`,
  sql.ref('mine.kind'),
  sql.ref('mine.verb'),
  sql.ref('mine.threadId'),
  sql.ref('mine.unread'),
]

function mine(db: Db, actor: Actor, { unread, rows }: { unread: boolean; rows: number }) {
  return db
    .selectFrom('notifications')
    .innerJoin('events', 'events.id', 'notifications.eventId')
    .where(visibleNotifications(actor))
    .$if(unread, (query) => query.where('notifications.readAt', 'is', null))
    .select([
      'notifications.id',
      'notifications.kind',
      'notifications.threadId',
      'notifications.actorId',
      'events.verb',
      sql<boolean>`notifications.read_at is null`.as('unread'),
    ])
    .orderBy('notifications.id', 'desc')
    .limit(sql.lit(rows))
}

const unreadOf = prepare((db, viewer) =>
  db
    .selectFrom((eb) =>
      (viewer
        ? eb
            .selectFrom(mine(db, viewer, { unread: true, rows: COUNTED_ROWS }).as('mine'))
            .groupBy(oneLine)
            .select(sql`1`.as('one'))
            .limit(sql.lit(UNREAD_SHOWN + 1))
        : eb.selectFrom('notifications').where(sql<boolean>`false`).select(sql`1`.as('one'))
      ).as('lines'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count')),
)

/** How many lines the page of unread notifications has for somebody, counted up to 100: what the bell says. */
export async function countUnread(db: Db, actor: Actor): Promise<number> {
  const [row] = await unreadOf(db, actor, {})
  return row?.count ?? 0
}

/** The ticket that the event names, or else the last one of the thread: where the line leads to. */
const aboutTicket = (eb: ExpressionBuilder<Database, 'events' | 'notifications'>) =>
  eb.fn.coalesce(
    'events.ticketId',
    eb
      .selectFrom('tickets')
      .whereRef('tickets.threadId', '=', 'notifications.threadId')
      .select((last) => last.fn.max('tickets.id').as('id')),
  )

/** These notifications with all that their lines show, newest first. */
async function listRows(db: Db, actor: Actor, ids: number[]) {
  return db
    .selectFrom('notifications')
    .innerJoin('events', 'events.id', 'notifications.eventId')
    .innerJoin('users as actors', 'actors.id', 'notifications.actorId')
    .leftJoin('tags', 'tags.id', 'events.tagId')
    .where('notifications.id', 'in', [0, ...ids])
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
      aboutTicket(eb).as('ticketId'),
      'events.userId as aboutUserId',
      // Why a post of theirs is not shown.
      sql<FlagReason[]>`array(
        select distinct flags.reason from flags
        where flags.review_id = events.review_id and notifications.kind = 'post_reviewed'
          and events.verb in ('post.hidden', 'review.upheld')
        order by flags.reason)`.as('reasons'),
      // What somebody said about it to the receiver.
      sql<string | null>`nullif(case
        when events.verb in ('article.returned', 'thread.reopening_refused') then events.after ->> 'note'
        when events.verb = 'thread.closed' and notifications.kind = 'closed' then events.after ->> 'note'
        when events.verb = 'thread.solved' and notifications.kind = 'solved' then events.after ->> 'reason'
        when events.verb = 'thread.info_requested' then events.after ->> 'details'
        -- Not that of the event: a reason may have to be redacted.
        when events.verb = 'post.edited' and notifications.kind = 'edited' then
          (select reason from revisions
           where post_id = events.post_id and number = (events.after ->> 'revision')::integer)
        when events.verb = 'post.edit_approved' and notifications.kind = 'edited' then
          (select reason from suggested_edits where id = (events.after ->> 'suggestedEditId')::bigint)
        when events.verb = 'user.sanctioned' then events.after ->> 'reason' end, '')`.as('note'),
      sql<TicketClock | null>`case
        when events.verb in ('ticket.due_soon', 'ticket.breached') then events.after ->> 'clock' end`.as('clock'),
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
      sql<boolean>`exists (
        select from threads where threads.id = notifications.thread_id and threads.audience = 'private')`.as(
        'isPrivate',
      ),
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
    .$narrowType<{ verb: Verb }>()
    .execute()
}
type Row = Awaited<ReturnType<typeof listRows>>[number]

/**
 * Notifications that are shown together: the newest of its kind in a thread, their number, and the people who caused
 * them.
 */
export type NotificationItem = Row & { count: number; names: string[] }

/** One page of notifications, each line once: those of one kind in one thread together, read and unread ones apart. */
export async function listNotifications(
  db: Db,
  actor: Actor,
  { unread = false, before }: { unread?: boolean; before?: number | undefined } = {},
): Promise<{ items: NotificationItem[]; next: number | null }> {
  const lines = await db
    .selectFrom(mine(db, actor, { unread, rows: LISTED_ROWS }).as('mine'))
    .innerJoin('users as actors', 'actors.id', 'mine.actorId')
    .groupBy(oneLine)
    .$if(before !== undefined, (query) => query.having((eb) => eb.fn.max('mine.id'), '<', before ?? 0))
    .select((eb) => [
      eb.fn.max('mine.id').as('id'),
      eb.fn.countAll<number>().as('count'),
      sql<string[]>`array_agg(actors.name order by mine.id desc)`.as('names'),
    ])
    .orderBy((eb) => eb.fn.max('mine.id'), 'desc')
    .limit(sql.lit(PAGE_SIZE + 1))
    .execute()
  const page = lines.slice(0, PAGE_SIZE)
  const rows = await listRows(
    db,
    actor,
    page.map((line) => line.id),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  const items = page.flatMap(({ id, count, names }) => {
    const row = byId.get(id)
    if (!row) return []
    // It is the last flag that hides a post, and its author does not learn who flagged it.
    if (row.verb === 'post.hidden') return [{ ...row, count, actorName: '', names: [] }]
    return [{ ...row, count, names: [...new Set(names)] }]
  })
  return { items, next: lines.length > PAGE_SIZE ? (page.at(-1)?.id ?? null) : null }
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
      aboutTicket(eb).as('ticketId'),
      'events.userId as aboutUserId',
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
