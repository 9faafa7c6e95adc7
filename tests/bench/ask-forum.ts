import { sql } from 'kysely'
import pg from 'pg'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { connect } from '#db/connect.ts'
import type { Db } from '#db/transaction.ts'
import { putOffChecks } from './search-community.ts'

const TAGS = 60
const EARLIEST = '2021-01-01'
/** Who has asked and answered already; those who are measured come on top, and are new to every thread. */
const THREADS_A_PERSON = 5
const TEXT =
  'It worked until yesterday. Since then it says that it cannot be reached, and starting it again does not change that.'

export type Forum = { db: Db; categoryId: number; people: Actor[]; threads: number }

/**
 * Fills an empty, migrated database with so many threads in one topic, each with a question, an answer and three tags, of
 * which one is in all of them; and with people who have not written yet. Foreign keys and indexes are put off until the rows are
 * there.
 */
export async function fillForum(databaseUrl: string, { threads, people }: { threads: number; people: number }) {
  const { db } = connect(databaseUrl, { max: 1 })
  const authors = Math.ceil(threads / THREADS_A_PERSON)
  const builders = [new pg.Client(databaseUrl), new pg.Client(databaseUrl)] as const
  try {
    for (const client of builders) await client.connect()
    const restore = await putOffChecks(builders[0], ['threads', 'posts', 'thread_tags'])
    await sql`insert into categories (slug, name, thread_count) values ('bench', 'Bench', ${threads})`.execute(db)
    await sql`
      insert into tags (name, thread_count)
      select 'tag-' || number, case when number = 0 then ${threads} else 2 * ${threads} / ${TAGS} end
      from generate_series(0, ${TAGS}) number`.execute(db)
    await sql`
      insert into users (name, handle, reputation_points, created_at)
      select 'Person ' || number, 'person-' || number, 500, ${EARLIEST} from generate_series(1, ${authors + people}::integer) number`.execute(
      db,
    )
    const [category, firstTag, firstPerson] = await Promise.all(
      (['categories', 'tags', 'users'] as const).map((table) => firstOf(db, table)),
    )
    await sql`
      insert into threads (category_id, author_id, title, locale, created_at, last_activity_at, last_activity_by,
        question_id, counted, answer_count, state)
      select ${category}::bigint, ${firstPerson}::bigint + number % ${authors}::integer,
        'It cannot be reached since yesterday, number ' || number, 'en', asked.at, asked.at + interval '1 hour',
        ${firstPerson}::bigint + (number + 7) % ${authors}::integer, 2 * number - 1, true, 1, 'answered'
      from generate_series(1, ${threads}::integer) number
      cross join lateral (
        select ${EARLIEST}::timestamptz + interval '5 years' * number / ${threads}::integer as at) asked`.execute(db)
    await sql`
      insert into posts (thread_id, kind, author_id, body, html, created_at)
      select threads.id, kind, case kind when 'question' then author_id else last_activity_by end,
        ${TEXT} || ' ' || title, '<p>' || ${TEXT} || ' ' || title || '</p>',
        case kind when 'question' then created_at else last_activity_at end
      from threads cross join (values ('question'), ('answer')) kinds (kind) order by threads.id, kind desc`.execute(db)
    await sql`
      insert into thread_tags (thread_id, tag_id, position)
      select threads.id, ${firstTag}::bigint + tag, position
      from threads
      cross join lateral (values (0, 0), (1 + threads.id % ${TAGS}, 1), (1 + (threads.id * 7 + 3) % ${TAGS}, 2)) tags (tag, position)
      on conflict do nothing`.execute(db)
    await restore(...builders)
    await sql`vacuum analyze`.execute(db)
  } finally {
    for (const client of builders) await client.end()
    await db.destroy()
  }
}

/** The id of the first row that was made here: the system is a user too. */
async function firstOf(db: Db, table: 'categories' | 'tags' | 'users'): Promise<number> {
  const made = table === 'users' ? sql`where kind = 'person'` : sql``
  const { rows } = await sql<{ id: number }>`select min(id) as id from ${sql.table(table)} ${made}`.execute(db)
  return rows[0]?.id ?? 0
}

/** The forum through so many connections, and the people who have not written yet. */
export async function openForum(databaseUrl: string, { connections }: { connections: number }): Promise<Forum> {
  const { db } = connect(databaseUrl, { max: connections })
  const { id: categoryId } = await db
    .selectFrom('categories')
    .where('slug', '=', 'bench')
    .select('id')
    .executeTakeFirstOrThrow()
  const { threads } = await db
    .selectFrom('threads')
    .select((eb) => eb.fn.countAll<number>().as('threads'))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('users')
    .where('kind', '=', 'person')
    .where('id', '>', (eb) => eb.selectFrom('threads').select((max) => max.fn.max('lastActivityBy').as('id')))
    .where('id', '>', (eb) => eb.selectFrom('threads').select((max) => max.fn.max('authorId').as('id')))
    .orderBy('id')
    .select('id')
    .execute()
  const someone = await getActor(db, rows[0]?.id ?? 0)
  return { db, categoryId, people: rows.map(({ id }) => ({ ...someone, id })), threads }
}
