import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { nameFacts } from '#app/domain/events/name-facts.ts'
import type { Verb } from '#app/domain/events/verbs.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import { dueAt, replyDueAt } from '#app/domain/threads/reply-due.ts'
import { DESK_VIEWS, type DeskView } from '#app/domain/tickets/desk-views.ts'
import { canOpenDesk, canWorkDesk } from '#app/domain/tickets/permissions.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { staffPlaces } from '#app/domain/users/roles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database, PostKind, PostState, TicketState } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 30

/** Which tickets a view of the desk shows. */
function inView(view: DeskView, viewer: Viewer) {
  const states = (...names: TicketState[]) => sql<SqlBool>`tickets.state = any(${names})`
  const me = viewer?.id ?? 0
  return {
    unassigned: sql<SqlBool>`tickets.owner_id is null and tickets.state in ('new', 'open')`,
    mine: sql<SqlBool>`tickets.owner_id = ${me} and tickets.state in ('new', 'open', 'pending', 'on_hold')`,
    open: states('new', 'open'),
    pending: states('pending', 'on_hold'),
    solved: states('solved'),
  }[view]
}

/** Staff of some categories see the tickets of those; all other staff see all. */
function onDeskOf(viewer: Viewer) {
  return (eb: ExpressionBuilder<Database, 'threads'>) => {
    const places = staffPlaces(viewer)
    return places === 'everywhere' ? sql<SqlBool>`true` : eb('threads.categoryId', '=', sql<number>`any(${places})`)
  }
}

const breached = sql<boolean>`(tickets.first_response_breached_at is not null
  or tickets.next_response_breached_at is not null or tickets.solution_breached_at is not null)`

const order = sql<number>`extract(epoch from coalesce(${dueAt}, tickets.solved_at, tickets.updated_at))::float8`

export type DeskCursor = { breached: boolean; order: number; id: number }

/** One view of the desk, late tickets first, then by deadline. Throws forbidden `ticket.work`. */
export async function listTickets(
  db: Db,
  viewer: Viewer,
  { view, after }: { view: DeskView; after?: DeskCursor | undefined },
) {
  if (!canOpenDesk(viewer)) throw forbidden('ticket.work')
  const rows = await db
    .selectFrom('tickets')
    .innerJoin('threads', 'threads.id', 'tickets.threadId')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users as requesters', 'requesters.id', 'tickets.requesterId')
    .leftJoin('users as owners', 'owners.id', 'tickets.ownerId')
    .where(visibleTo(viewer))
    .where(onDeskOf(viewer))
    .where(inView(view, viewer))
    .select([
      'tickets.id',
      'tickets.state',
      'tickets.priority',
      'tickets.cause',
      'tickets.channel',
      'tickets.createdAt',
      'tickets.updatedAt',
      'tickets.solvedAt',
      'threads.title',
      languageOfThread,
      'threads.audience',
      'threads.questionState',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      'requesters.name as requesterName',
      'owners.name as ownerName',
      breached.as('breached'),
      dueAt.as('dueAt'),
      order.as('order'),
    ])
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(not ${breached}, ${order}, tickets.id) > (${!after?.breached}, ${after?.order ?? 0}, ${after?.id ?? 0})`,
      ),
    )
    .orderBy(sql`not ${breached}`)
    .orderBy(order)
    .orderBy('tickets.id')
    .limit(PAGE_SIZE + 1)
    .execute()

  const tickets = rows.slice(0, PAGE_SIZE)
  const last = tickets.at(-1)
  const next: DeskCursor | null =
    rows.length > PAGE_SIZE && last ? { breached: last.breached, order: last.order, id: last.id } : null
  return { tickets, next }
}
export type TicketListItem = Awaited<ReturnType<typeof listTickets>>['tickets'][number]

/** The number of tickets in each view of the desk. */
export async function countTickets(db: Db, viewer: Viewer): Promise<Record<DeskView, number>> {
  if (!canOpenDesk(viewer)) throw forbidden('ticket.work')
  const counts = await db
    .selectFrom('tickets')
    .innerJoin('threads', 'threads.id', 'tickets.threadId')
    .where('tickets.closedAt', 'is', null)
    .where(visibleTo(viewer))
    .where(onDeskOf(viewer))
    .select((eb) => DESK_VIEWS.map((view) => eb.fn.countAll<number>().filterWhere(inView(view, viewer)).as(view)))
    .executeTakeFirstOrThrow()
  return counts as Record<DeskView, number>
}

/** How many tickets wait for an owner, counted up to 100: what the menu says, and what the first list of the desk has. */
export async function countUnassigned(db: Db, viewer: Actor): Promise<number> {
  if (!canOpenDesk(viewer)) return 0
  const { count } = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('tickets')
        .innerJoin('threads', 'threads.id', 'tickets.threadId')
        .where('tickets.closedAt', 'is', null)
        .where(visibleTo(viewer))
        .where(onDeskOf(viewer))
        .where(inView('unassigned', viewer))
        .select('tickets.id')
        .limit(100)
        .as('waiting'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** A ticket with the data of its thread that its page shows. Throws forbidden `ticket.work`, `ticket.not_found`. */
export async function getTicket(db: Db, viewer: Viewer, ticketId: number) {
  if (!canOpenDesk(viewer)) throw forbidden('ticket.work')
  return db
    .selectFrom('tickets')
    .innerJoin('threads', 'threads.id', 'tickets.threadId')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .innerJoin('policies', 'policies.id', 'tickets.policyId')
    .innerJoin('users as escalators', 'escalators.id', 'tickets.escalatedBy')
    .leftJoin('users as requesters', 'requesters.id', 'tickets.requesterId')
    .leftJoin('users as owners', 'owners.id', 'tickets.ownerId')
    .where('tickets.id', '=', ticketId)
    .where(visibleTo(viewer))
    .where(onDeskOf(viewer))
    .selectAll('tickets')
    .select((eb) => [
      'threads.title',
      languageOfThread,
      'threads.audience',
      'threads.state as threadState',
      'threads.closedAt as threadClosedAt',
      'threads.questionState',
      'threads.acceptedAnswerId',
      'threads.meTooCount',
      'threads.solvedReason',
      'threads.categoryId',
      'categories.name as categoryName',
      'categories.slug as categorySlug',
      'categories.translations as categoryTranslations',
      'categories.fields as categoryFields',
      'threads.fields',
      'policies.name as policyName',
      'escalators.name as escalatedByName',
      'escalators.kind as escalatedByKind',
      'requesters.name as requesterName',
      'requesters.reputation as requesterReputation',
      'requesters.createdAt as requesterSince',
      'owners.name as ownerName',
      breached.as('breached'),
      dueAt.as('dueAt'),
      jsonArrayFrom(
        eb
          .selectFrom('threadTags')
          .innerJoin('tags', 'tags.id', 'threadTags.tagId')
          .whereRef('threadTags.threadId', '=', 'tickets.threadId')
          .orderBy('threadTags.position')
          .select(['tags.id', 'tags.name']),
      ).as('tags'),
    ])
    .executeTakeFirstOrThrow(() => notFound('ticket'))
}

/** All posts in the thread of a ticket, whoever may read them, oldest first. For staff only. */
export function listCasePosts(db: Db, viewer: Viewer, ticket: { threadId: number; categoryId: number }) {
  if (!canWorkDesk(viewer, ticket)) throw forbidden('ticket.work')
  return db
    .selectFrom('posts')
    .leftJoin('users', 'users.id', 'posts.authorId')
    .where('posts.threadId', '=', ticket.threadId)
    .where('posts.state', '<>', 'deleted')
    .select([
      'posts.id',
      'posts.kind',
      'posts.state',
      'posts.parentId',
      'posts.html',
      'posts.score',
      'posts.officialAt',
      'posts.createdAt',
      'posts.authorId',
      'users.name as authorName',
      'posts.authorName as formerName',
    ])
    .orderBy('posts.createdAt')
    .orderBy('posts.id')
    .$narrowType<{ kind: Exclude<PostKind, 'article'>; state: Exclude<PostState, 'deleted'> }>()
    .execute()
}

/** The events of a ticket, oldest first, and the names in what they changed. */
export async function listCaseEvents(
  db: Db,
  viewer: Viewer,
  ticket: { id: number; threadId: number; categoryId: number },
) {
  if (!canWorkDesk(viewer, ticket)) throw forbidden('ticket.work')
  const events = await db
    .selectFrom('events')
    .innerJoin('users', 'users.id', 'events.actorId')
    .where((eb) => eb.or([eb('events.threadId', '=', ticket.threadId), eb('events.ticketId', '=', ticket.id)]))
    .select([
      'events.id',
      'events.verb',
      'events.before',
      'events.after',
      'events.createdAt',
      'users.name as actorName',
    ])
    .orderBy('events.id')
    .$narrowType<{ verb: Verb }>()
    .execute()
  return { events, names: await nameFacts(db, events) }
}

/** Who may own a ticket of a category. */
export function listStaff(db: Db, categoryId: number) {
  return db
    .selectFrom('users')
    .where('users.deletedAt', 'is', null)
    .where('users.id', 'in', (eb) =>
      eb
        .selectFrom('grants')
        .where('grants.role', 'in', ['staff', 'admin'])
        .where('grants.revokedAt', 'is', null)
        .where((or) => or.or([or('grants.categoryId', 'is', null), or('grants.categoryId', '=', categoryId)]))
        .select('grants.userId'),
    )
    .select(['users.id', 'users.name'])
    .orderBy('users.foldedName')
    .execute()
}

/** The open ticket of a thread, and when its requester may expect a reply, for the notice in the thread. */
export function findOpenTicket(db: Db, threadId: number) {
  return db
    .selectFrom('tickets')
    .where('threadId', '=', threadId)
    .where('closedAt', 'is', null)
    .select(['id', 'state', replyDueAt.as('expectedAt')])
    .executeTakeFirst()
}

/**
 * The cases of a requester around a thread: whether it had a ticket that is closed now, the case that it goes on with,
 * and the one that goes on with it.
 */
export async function findNeighbours(db: Db, viewer: Actor, threadId: number) {
  const last = await db
    .selectFrom('tickets')
    .where('threadId', '=', threadId)
    .where('requesterId', '=', viewer.id)
    .orderBy('id', 'desc')
    .select(['id', 'closedAt', 'previousTicketId'])
    .limit(1)
    .executeTakeFirst()
  if (!last) return { isClosed: false, earlier: undefined, later: undefined }
  const own = (db: Db) =>
    db
      .selectFrom('tickets')
      .innerJoin('threads', 'threads.id', 'tickets.threadId')
      .where('tickets.requesterId', '=', viewer.id)
      .where('threads.id', '<>', threadId)
      .where(visibleTo(viewer))
      .orderBy('tickets.id', 'desc')
      .select(['threads.id', 'threads.title', languageOfThread])
      .limit(1)
  const [earlier, later] = await Promise.all([
    own(db).where('tickets.id', '=', last.previousTicketId).executeTakeFirst(),
    own(db).where('tickets.previousTicketId', '=', last.id).executeTakeFirst(),
  ])
  return { isClosed: last.closedAt !== null, earlier, later }
}

/** A thread of this person that has had a ticket, to go on with in a new case. */
export function findOwnCase(db: Db, viewer: Actor, threadId: number) {
  return db
    .selectFrom('threads')
    .innerJoin('tickets', 'tickets.threadId', 'threads.id')
    .where('threads.id', '=', threadId)
    .where('tickets.requesterId', '=', viewer.id)
    .where(visibleTo(viewer))
    .select(['threads.id', 'threads.title', languageOfThread, 'threads.categoryId'])
    .limit(1)
    .executeTakeFirst()
}
