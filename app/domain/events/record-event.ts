import { isIP } from 'node:net'
import { type Selectable, sql } from 'kysely'
import { announceThread } from '#app/domain/events/announce-thread.ts'
import {
  type ChangeOf,
  changesNotifications,
  checkChange,
  type Subject,
  type SubjectOf,
  type Verb,
} from '#app/domain/events/verbs.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { storable } from '#app/text/typed-text.ts'
import type { Database } from '#db/schema.ts'
import { leave, type Outbox, type Trx, writeLeft } from '#db/transaction.ts'

type LeftEvent = {
  actorId: number
  ip: string | undefined
  verb: Verb
  subject: Subject
  change: { before?: unknown; after?: unknown }
}

const eventsLeft: Outbox<LeftEvent> = {
  order: 1,
  async write(trx, left) {
    const rows = left.map(({ actorId, ip, verb, subject, change }) => ({
      actor_id: actorId,
      verb,
      thread_id: subject.threadId,
      post_id: subject.postId,
      article_id: subject.articleId,
      ticket_id: subject.ticketId,
      user_id: subject.userId,
      review_id: subject.reviewId,
      tag_id: subject.tagId,
      before: change.before,
      after: change.after,
      // Where the request came from. What jobs do, and what is done in somebody's name, comes from nowhere.
      ip: ip !== undefined && isIP(ip) > 0 ? ip : undefined,
    }))
    const events = await trx
      .insertInto('events')
      .columns([...COLUMNS])
      .expression((eb) =>
        eb
          .selectFrom(
            sql<Selectable<Database['events']>>`json_populate_recordset(null::events, ${toJson(rows)}::json)`.as(
              'event',
            ),
          )
          .select([...COLUMNS]),
      )
      .returning('id')
      .execute()
    for (const [index, { verb, subject }] of left.entries()) {
      const eventId = events[index]?.id
      if (eventId && changesNotifications(verb)) enqueue(trx, 'notifications.deliver', { eventId })
      if (subject.threadId) announceThread(trx, { threadId: subject.threadId, postId: subject.postId ?? null, verb })
    }
  },
}

const COLUMNS = [
  'actorId',
  'verb',
  'threadId',
  'postId',
  'articleId',
  'ticketId',
  'userId',
  'reviewId',
  'tagId',
  'before',
  'after',
  'ip',
] as const

/**
 * Records once that somebody did something to something. The timeline, the audit log and everything that follows from
 * an act read this row; a command writes no other record of the act.
 */
export function recordEvent<V extends Verb>(
  trx: Trx,
  actor: { id: number; ip?: string | undefined },
  verb: V,
  subject: SubjectOf<V>,
  ...[change]: Partial<ChangeOf<V>> extends ChangeOf<V> ? [change?: ChangeOf<V>] : [change: ChangeOf<V>]
): void {
  checkChange(verb, change ?? {})
  leave(trx, eventsLeft, { actorId: actor.id, ip: actor.ip, verb, subject, change: change ?? {} })
}

/** Writes the events that were recorded so far; call it before reading the events of the own transaction. */
export const writeEvents = (trx: Trx): Promise<void> => writeLeft(trx, eventsLeft)

// JSON text escapes these characters, and jsonb refuses the escapes too.
const toJson = (rows: unknown): string =>
  JSON.stringify(rows, (_key, value) => (typeof value === 'string' ? storable(value) : value))
