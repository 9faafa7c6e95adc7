import { type SqlBool, sql } from 'kysely'
import { forbidden } from '#app/domain/errors.ts'
import type { Verb } from '#app/domain/events/verbs.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { isModeratorAnywhere, isModeratorEverywhere, moderatorPlaces, staffPlaces } from '#app/domain/users/roles.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 50

export type AuditFilter = {
  /** Acts of one of these. */
  actorIds?: number[] | undefined
  verb?: Verb | undefined
  threadId?: number | undefined
  userId?: number | undefined
  ticketId?: number | undefined
  /** The id of the last event of the page before. */
  before?: number | undefined
}

const canAudit = mayAct(isModeratorAnywhere)

/**
 * Who did what to whom, the newest first. Acts on the desk are shown to staff only; moderators of some categories read
 * about the threads of those. Throws forbidden `audit.read`.
 */
export async function listEvents(db: Db, viewer: Viewer, filter: AuditFilter = {}) {
  if (!canAudit(viewer)) throw forbidden('audit.read')
  const rows = await db
    .selectFrom('events')
    .innerJoin('users as actors', 'actors.id', 'events.actorId')
    .leftJoin('users as subjects', 'subjects.id', 'events.userId')
    .leftJoin('threads', 'threads.id', 'events.threadId')
    .where((eb) => {
      const places = staffPlaces(viewer)
      if (places === 'everywhere') return sql<SqlBool>`true`
      const open = eb.and([
        eb.or([eb('threads.id', 'is', null), eb('threads.audience', '<>', 'private')]),
        eb('events.verb', 'not in', ['note.posted', 'private_reply.posted']),
        eb('events.verb', 'not like', 'ticket.%'),
      ])
      const within = (some: number[]) => eb('threads.categoryId', '=', sql<number>`any(${some})`)
      const moderated = moderatorPlaces(viewer)
      const mine = moderated === 'everywhere' ? open : eb.and([open, within(moderated)])
      return places.length === 0 ? mine : eb.or([mine, within(places)])
    })
    .$if(filter.actorIds !== undefined, (query) =>
      query.where('events.actorId', '=', sql<number>`any(${filter.actorIds ?? []})`),
    )
    .$if(filter.verb !== undefined, (query) => query.where('events.verb', '=', filter.verb ?? ''))
    .$if(filter.threadId !== undefined, (query) => query.where('events.threadId', '=', filter.threadId ?? 0))
    .$if(filter.userId !== undefined, (query) => query.where('events.userId', '=', filter.userId ?? 0))
    .$if(filter.ticketId !== undefined, (query) => query.where('events.ticketId', '=', filter.ticketId ?? 0))
    .$if(filter.before !== undefined, (query) => query.where('events.id', '<', filter.before ?? 0))
    .select([
      'events.id',
      'events.verb',
      'events.createdAt',
      'events.before',
      'events.after',
      // From where somebody acted is for those who look after the whole forum.
      (isModeratorEverywhere(viewer) ? sql<string | null>`host(events.ip)` : sql<string | null>`null`).as('ip'),
      'events.actorId',
      'actors.name as actorName',
      'actors.kind as actorKind',
      'events.userId',
      'subjects.name as userName',
      'events.threadId',
      'threads.title as threadTitle',
      'events.postId',
      'events.articleId',
      'events.ticketId',
      'events.reviewId',
    ])
    .orderBy('events.id', 'desc')
    .limit(PAGE_SIZE + 1)
    .$narrowType<{ verb: Verb }>()
    .execute()
  const events = rows.slice(0, PAGE_SIZE)
  return { events, next: rows.length > PAGE_SIZE ? (events.at(-1)?.id ?? null) : null }
}
export type AuditEvent = Awaited<ReturnType<typeof listEvents>>['events'][number]
