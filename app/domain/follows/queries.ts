import { sql } from 'kysely'
import { FOLLOW_COLUMNS, type FollowSubject } from '#app/domain/follows/subjects.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 30

/** Whether the viewer follows it; a visitor follows nothing. */
export async function isFollowing(db: Db, viewer: Viewer, subject: FollowSubject, id: number): Promise<boolean> {
  if (viewer === null) return false
  const row = await db
    .selectFrom('follows')
    .where('userId', '=', viewer.id)
    .where(FOLLOW_COLUMNS[subject], '=', id)
    .where('endedAt', 'is', null)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * The ids of everything of one kind that the viewer follows, for lists that show it on each row: at most a thousand.
 */
export async function listFollowedIds(db: Db, viewer: Viewer, subject: FollowSubject): Promise<number[]> {
  if (viewer === null) return []
  const column = FOLLOW_COLUMNS[subject]
  const rows = await db
    .selectFrom('follows')
    .where('userId', '=', viewer.id)
    .where(column, 'is not', null)
    .where('endedAt', 'is', null)
    .select(`${column} as id`)
    .orderBy('follows.id', 'desc')
    .limit(1000)
    .execute()
  return rows.flatMap((row) => row.id ?? [])
}

const followed = (db: Db, actor: Actor, before: number | undefined) =>
  db
    .selectFrom('follows')
    .where('follows.userId', '=', actor.id)
    .where('follows.endedAt', 'is', null)
    .$if(before !== undefined, (query) => query.where('follows.id', '<', before ?? 0))
    .select('follows.id as followId')
    .orderBy('follows.id', 'desc')
    .limit(sql.lit(PAGE_SIZE + 1))

const page = <Row extends { followId: number }>(rows: Row[]) => {
  const items = rows.slice(0, PAGE_SIZE)
  return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.followId ?? null) : null }
}

/** Threads that somebody follows and may still see, last followed first; paged by key, as the other lists here. */
export async function listFollowedThreads(db: Db, actor: Actor, { before }: { before?: number | undefined } = {}) {
  return page(
    await followed(db, actor, before)
      .innerJoin('threads', 'threads.id', 'follows.threadId')
      .where(visibleTo(actor))
      .select([
        'threads.id',
        'threads.title',
        languageOfThread,
        'threads.audience',
        'threads.state',
        'threads.closeReason',
        'threads.answerCount',
        'threads.lastActivityAt',
      ])
      .execute(),
  )
}

export async function listFollowedTags(db: Db, actor: Actor, { before }: { before?: number | undefined } = {}) {
  return page(
    await followed(db, actor, before)
      .innerJoin('tags', 'tags.id', 'follows.tagId')
      .select(['tags.id', 'tags.name', 'tags.description', 'tags.threadCount'])
      .execute(),
  )
}

export async function listFollowedCategories(db: Db, actor: Actor, { before }: { before?: number | undefined } = {}) {
  return page(
    await followed(db, actor, before)
      .innerJoin('categories', 'categories.id', 'follows.categoryId')
      .select([
        'categories.id',
        'categories.slug',
        'categories.name',
        'categories.description',
        'categories.translations',
        'categories.threadCount',
      ])
      .execute(),
  )
}

export async function listFollowedUsers(db: Db, actor: Actor, { before }: { before?: number | undefined } = {}) {
  return page(
    await followed(db, actor, before)
      .innerJoin('users', 'users.id', 'follows.followedUserId')
      .where('users.deletedAt', 'is', null)
      .select(['users.id', 'users.name', 'users.reputation'])
      .execute(),
  )
}
