import { type Expression, type SqlBool, sql } from 'kysely'
import { takenBackBy, takersBackOf, type Verb } from '#app/domain/events/verbs.ts'
import type { NotifiedEvent } from '#app/domain/notifications/notification-rules.ts'
import type { Db, Trx } from '#db/transaction.ts'

/** What an event names in a column of its own; everything else is one of its facts. */
const COLUMNS = ['threadId', 'postId', 'articleId', 'ticketId', 'userId', 'reviewId'] as const
type Column = (typeof COLUMNS)[number]
const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name)

const namedBy = (alias: 'earlier' | 'later', name: string) =>
  isColumn(name)
    ? sql`${sql.ref(`${alias}.${name}`)}::text`
    : sql`coalesce(${sql.ref(`${alias}.after`)} ->> ${name}, ${sql.ref(`${alias}.before`)} ->> ${name})`

const isSameThing = (by: readonly string[]): Expression<SqlBool> =>
  sql<SqlBool>`(${sql.join(
    by.map((name, index) => {
      const same = sql.raw(index === 0 ? '=' : 'is not distinct from')
      return sql`${namedBy('earlier', name)} ${same} ${namedBy('later', name)}`
    }),
    sql` and `,
  )})`

/** Whether a later event has taken this one back, so that nobody is to be told of it any more. */
async function isTakenBack(db: Db, event: NotifiedEvent & { verb: Verb }): Promise<boolean> {
  const takers = takersBackOf(event.verb)
  if (takers.length === 0) return false
  const taken = await db
    .selectFrom('events as earlier')
    .innerJoin('events as later', (join) => join.onRef('later.id', '>', 'earlier.id'))
    .where('earlier.id', '=', event.id)
    .where((eb) => eb.or(takers.map(({ verb, by }) => eb.and([eb('later.verb', '=', verb), isSameThing(by)]))))
    .select('later.id')
    .limit(1)
    .executeTakeFirst()
  return taken !== undefined
}

/** Makes an event and what takes it back wait for each other: they may be delivered at the same moment. */
async function holdThing(trx: Trx, verb: Verb, event: NotifiedEvent, [first = '']: readonly string[]): Promise<void> {
  const value = isColumn(first) ? event[first] : (event.after?.[first] ?? event.before?.[first])
  await sql`select pg_advisory_xact_lock(hashtext('notifications'), hashtext(${`${verb}:${value}`}))`.execute(trx)
}

/** Whether people may still be told of an event. Until the transaction ends, nobody takes it back. */
export async function mayStillTell(trx: Trx, event: NotifiedEvent & { verb: Verb }): Promise<boolean> {
  for (const { by } of takersBackOf(event.verb)) await holdThing(trx, event.verb, event, by)
  return !(await isTakenBack(trx, event))
}

/** Removes the notifications of what this event takes back, whether they were read or not. */
export async function takeBack(trx: Trx, event: NotifiedEvent & { verb: Verb }): Promise<void> {
  for (const { verb, by } of takenBackBy(event.verb)) {
    await holdThing(trx, verb, event, by)
    const first = by[0] ?? ''
    await trx
      .deleteFrom('notifications')
      .where('notifications.eventId', 'in', (eb) =>
        eb
          .selectFrom('events as earlier')
          .innerJoin('events as later', (join) => join.onRef('later.id', '>', 'earlier.id'))
          .where('later.id', '=', event.id)
          .where('earlier.verb', '=', verb)
          .where(isSameThing(by))
          .select('earlier.id'),
      )
      // These are the notifications about the same thing; for that there are indexes.
      .$if(first === 'userId', (query) => query.where('notifications.userId', '=', event.userId))
      .$if(first === 'threadId', (query) => query.where('notifications.threadId', '=', event.threadId))
      .$if(first === 'postId', (query) => query.where('notifications.postId', '=', event.postId))
      .execute()
  }
}

/** After an edit, somebody whom the post no longer mentions is not told that it does. */
export async function takeBackMentions(trx: Trx, event: NotifiedEvent): Promise<void> {
  if (event.postId === null) return
  await trx
    .deleteFrom('notifications')
    .where('notifications.postId', '=', event.postId)
    .where('notifications.kind', '=', 'mention')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('mentions')
            .whereRef('mentions.postId', '=', 'notifications.postId')
            .whereRef('mentions.userId', '=', 'notifications.userId')
            .select('mentions.userId'),
        ),
      ),
    )
    .execute()
}
