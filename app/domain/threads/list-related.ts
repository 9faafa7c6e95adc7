import { sql } from 'kysely'
import { prepare } from '#app/domain/prepare.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const SHOWN = { duplicate: 5, linked: 8, related: 6 }
const FOUND = 30

// Relations that people made come before similar words; an unsolved thread comes a few places later.
const DUPLICATE = 0
const LINKED = 1
const RELATED = 2
const UNSOLVED = 3

// A text that names a thread links the two; a note of the staff does not.
const readByAll = sql`posts.state = 'visible' and posts.kind in ('question', 'answer', 'comment')`

const besides = prepare((db, viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('threads')
    .innerJoin(
      sql<{ id: number; place: number }>`(
        select id, min(place) as place from (
          select other_thread_id as id, case kind when 'duplicate' then ${sql.lit(DUPLICATE)} else ${sql.lit(LINKED)} end as place
          from thread_links where thread_id = ${threadId}
          union all
          select thread_id, case kind when 'duplicate' then ${sql.lit(DUPLICATE)} else ${sql.lit(LINKED)} end
          from thread_links where other_thread_id = ${threadId}
          union all
          select named.other_thread_id, ${sql.lit(LINKED)}
          from thread_references named join posts on posts.id = named.post_id
          where named.thread_id = ${threadId} and ${readByAll}
          union all
          select posts.thread_id, ${sql.lit(LINKED)}
          from thread_references named join posts on posts.id = named.post_id
          where named.other_thread_id = ${threadId} and ${readByAll}
          union all
          select id, ${sql.lit(DUPLICATE)} from threads where duplicate_of = ${threadId}
          union all
          select near.id, ${sql.lit(RELATED)} + near.place::integer
          from thread_relations cross join unnest(related) with ordinality as near (id, place) where thread_id = ${threadId}
          union all
          (select thread_id, ${sql.lit(RELATED)} + array_position(related, ${threadId}::bigint)
          from thread_relations where related @> array[${threadId}::bigint] limit ${sql.lit(FOUND)})
        ) as found group by id)`.as('besides'),
      'besides.id',
      'threads.id',
    )
    .where(visibleTo(viewer))
    .where('threads.questionState', '=', sql.lit('visible'))
    .where('threads.mergedInto', 'is', null)
    .select(['threads.id', 'threads.title', languageOfThread, 'threads.score', 'threads.state', 'besides.place'])
    .orderBy(
      sql`besides.place + case when besides.place > ${sql.lit(LINKED)} and threads.state <> 'solved' then ${sql.lit(UNSOLVED)} else 0 end`,
    )
    .orderBy('threads.score', 'desc')
    .orderBy('threads.id', 'desc')
    .limit(sql.lit(FOUND)),
)

/**
 * Threads related to one: its duplicates, the threads that people linked with it, and those most similar by text and
 * tags, solved ones first among equals. Only threads that the viewer may see, in one statement.
 */
export async function listRelated(db: Db, viewer: Viewer, threadId: number) {
  const rows = await besides(db, viewer, { threadId })
  const of = (kind: keyof typeof SHOWN, among: (place: number) => boolean) =>
    rows
      .filter((row) => among(row.place))
      .slice(0, SHOWN[kind])
      .map(({ place: _, ...thread }) => thread)
  return {
    duplicates: of('duplicate', (place) => place === DUPLICATE),
    linked: of('linked', (place) => place === LINKED),
    related: of('related', (place) => place > LINKED),
  }
}
export type Related = Awaited<ReturnType<typeof listRelated>>
