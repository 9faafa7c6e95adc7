import { sql } from 'kysely'
import type { Actor } from '#app/domain/users/actor.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const SHOWN = 8

export type Mentionable = { handle: string; name: string; reputation: number }

const starts = (typed: string) => `${typed.toLowerCase().replace(/[%_\\]/g, '\\$&')}%`

/**
 * The people whom somebody may mean by the text after an @: first those who take part in the thread, then all users
 * whose handle or name begins with it, by reputation. It reveals no author of a post that the viewer may not see.
 */
export async function listMentionable(
  db: Db,
  actor: Actor,
  { typed, threadId }: { typed: string; threadId?: number },
): Promise<Mentionable[]> {
  const begins = starts(typed.trim().slice(0, 40))
  const present = threadId === undefined ? [] : await listPresent(db, actor, threadId, begins)
  if (present.length >= SHOWN || begins === '%') return present.map(shown).slice(0, SHOWN)

  const others = await people(db, actor, begins)
    .where('users.email', 'is not', null)
    .$if(present.length > 0, (query) =>
      query.where(
        'users.id',
        'not in',
        present.map(({ id }) => id),
      ),
    )
    .orderBy('users.reputation', 'desc')
    .orderBy('users.id', 'desc')
    .limit(sql.lit(SHOWN))
    .execute()
  return [...present, ...others].map(shown).slice(0, SHOWN)
}

const shown = ({ handle, name, reputation }: Mentionable): Mentionable => ({ handle, name, reputation })

const people = (db: Db, actor: Actor, begins: string) =>
  db
    .selectFrom('users')
    .where('users.kind', '=', 'person')
    .where('users.deletedAt', 'is', null)
    .where('users.id', '<>', actor.id)
    .where((eb) => eb.or([eb(sql`lower(users.handle::text)`, 'like', begins), eb('users.name', 'ilike', begins)]))
    .select(['users.id', 'users.handle', 'users.name', 'users.reputation'])

async function listPresent(db: Db, actor: Actor, threadId: number, begins: string) {
  const thread = await db
    .selectFrom('threads')
    .where('threads.id', '=', threadId)
    .where(visibleTo(actor))
    .select([
      'threads.authorId',
      sql<number[]>`array(
      select tag_id from thread_tags where thread_tags.thread_id = threads.id)`.as('tagIds'),
    ])
    .executeTakeFirst()
  if (!thread) return []
  return people(db, actor, begins)
    .where('users.id', 'in', (eb) =>
      eb
        .selectFrom('posts')
        .where('posts.threadId', '=', threadId)
        .where('posts.authorId', 'is not', null)
        .where(visiblePosts(actor, thread))
        .select('posts.authorId as id')
        .$narrowType<{ id: number }>(),
    )
    .orderBy('users.reputation', 'desc')
    .orderBy('users.id', 'desc')
    .limit(sql.lit(SHOWN))
    .execute()
}
