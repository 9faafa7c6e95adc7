import { type SqlBool, sql } from 'kysely'
import { personNamed } from '#app/domain/profiles/person-named.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { LooksLike } from '#app/domain/users/name-likeness.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const SHOWN = 8

export type Mentionable = { handle: string; name: string; reputation: number; looksLike: LooksLike | null }

/**
 * The people whom somebody may mean by the text after an @: first those who take part in the thread, then all users who
 * may be named by it, the best named first. Whoever may be taken for the team or an expert comes after everybody else.
 * It reveals no author of a post that the viewer may not see.
 */
export async function listMentionable(
  db: Db,
  actor: Actor,
  { typed, threadId }: { typed: string; threadId?: number },
): Promise<Mentionable[]> {
  const text = typed.slice(0, 40)
  const isEmpty = personNamed(text) === undefined
  const present = threadId === undefined ? [] : await listPresent(db, actor, threadId, text)
  const isEnough = present.filter((person) => person.looksLike === null).length >= SHOWN
  const others = isEmpty || isEnough ? [] : await people(db, actor, text).where('users.email', 'is not', null).execute()

  const all = new Map([...present, ...others].map((person) => [person.id, person]))
  return [...all.values()]
    .toSorted((a, b) => Number(a.looksLike !== null) - Number(b.looksLike !== null))
    .slice(0, SHOWN)
    .map(({ handle, name, reputation, looksLike }) => ({ handle, name, reputation, looksLike }))
}

const people = (db: Db, actor: Actor, typed: string) => {
  const named = personNamed(typed)
  return (
    db
      .selectFrom('users')
      .where('users.kind', '=', 'person')
      .where('users.deletedAt', 'is', null)
      .where('users.id', '<>', actor.id)
      .where(named?.matches ?? sql<SqlBool>`true`)
      .select(['users.id', 'users.handle', 'users.name', 'users.reputation', 'users.looksLike'])
      .orderBy(sql`users.looks_like is not null`)
      .orderBy(named?.distance ?? sql`0::integer`)
      .orderBy('users.reputation', 'desc')
      .orderBy('users.id', 'desc')
      // Some may be in both lists.
      .limit(sql.lit(2 * SHOWN))
  )
}

async function listPresent(db: Db, actor: Actor, threadId: number, typed: string) {
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
  return people(db, actor, typed)
    .where('users.id', 'in', (eb) =>
      eb
        .selectFrom('posts')
        .where('posts.threadId', '=', threadId)
        .where('posts.authorId', 'is not', null)
        .where(visiblePosts(actor, thread))
        .select('posts.authorId as id')
        .$narrowType<{ id: number }>(),
    )
    .execute()
}
