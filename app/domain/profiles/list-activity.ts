import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { BadgeId } from '#app/domain/badges/rule.ts'
import type { Cursor } from '#app/domain/cursor.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type ActivityKind = 'question' | 'answer' | 'comment' | 'edit' | 'badge'

/** One thing that somebody did or received in public. */
export type Activity = {
  kind: ActivityKind
  id: number
  at: Date
  postId: number | null
  threadId: number | null
  title: string | null
  badge: BadgeId | null
  tag: string | null
}

const PAGE_SIZE = 30

/**
 * What somebody did in public, the latest first, paged by key: questions, answers, comments, edits of posts of others,
 * badges; only where the viewer may see it. Three kinds of rows share one order, so the key names the kind.
 */
export async function listActivity(
  db: Db,
  viewer: Viewer,
  userId: number,
  { after, limit = PAGE_SIZE }: { after?: Cursor; limit?: number } = {},
): Promise<{ items: Activity[]; next: Cursor | null }> {
  const earlier = (at: string, id: string) =>
    after
      ? sql<SqlBool>`(${sql.ref(at)}, ${sql.raw(id)}) < (${after.key}::timestamptz, ${after.id}::bigint)`
      : sql<SqlBool>`true`
  const visible = (eb: ExpressionBuilder<Database, 'threads'>) =>
    eb.and([
      visibleTo(viewer)(eb),
      eb('threads.questionState', '=', sql.lit('visible')),
      eb('threads.audience', '<>', sql.lit('private')),
    ])
  const parentStands = sql<SqlBool>`(posts.parent_id is null or exists (
    select from posts parent where parent.id = posts.parent_id and parent.state = 'visible'))`

  const written = db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where(visible)
    .where('posts.authorId', '=', userId)
    .where('posts.kind', 'in', ['question', 'answer', 'comment'])
    .where('posts.state', '=', 'visible')
    .where(parentStands)
    .where(earlier('posts.createdAt', 'posts.id * 4'))
    .select([
      sql<ActivityKind>`posts.kind`.as('kind'),
      sql<number>`posts.id * 4`.as('id'),
      'posts.createdAt as at',
      sql<number | null>`posts.id`.as('postId'),
      sql<number | null>`threads.id`.as('threadId'),
      sql<string | null>`threads.title`.as('title'),
      sql<BadgeId | null>`null::text`.as('badge'),
      sql<string | null>`null::text`.as('tag'),
    ])
    .orderBy('posts.createdAt', 'desc')
    .orderBy('posts.id', 'desc')
    .limit(sql.lit(limit + 1))

  const edited = db
    .selectFrom('events')
    .innerJoin('posts', 'posts.id', 'events.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where(visible)
    .where('events.actorId', '=', userId)
    .where('events.verb', '=', 'post.edited')
    .where('posts.state', '=', 'visible')
    .where('posts.kind', 'in', ['question', 'answer'])
    .where(sql<SqlBool>`posts.author_id is distinct from events.actor_id`)
    .where(earlier('events.createdAt', 'events.id * 4 + 1'))
    .select([
      sql<ActivityKind>`'edit'`.as('kind'),
      sql<number>`events.id * 4 + 1`.as('id'),
      'events.createdAt as at',
      sql<number | null>`posts.id`.as('postId'),
      sql<number | null>`threads.id`.as('threadId'),
      sql<string | null>`threads.title`.as('title'),
      sql<BadgeId | null>`null::text`.as('badge'),
      sql<string | null>`null::text`.as('tag'),
    ])
    .orderBy('events.createdAt', 'desc')
    .orderBy('events.id', 'desc')
    .limit(sql.lit(limit + 1))

  const awarded = db
    .selectFrom('awards')
    .leftJoin('tags', 'tags.id', 'awards.tagId')
    .where('awards.userId', '=', userId)
    .where('awards.importSource', 'is', null)
    .where(earlier('awards.awardedAt', 'awards.id * 4 + 2'))
    .select([
      sql<ActivityKind>`'badge'`.as('kind'),
      sql<number>`awards.id * 4 + 2`.as('id'),
      'awards.awardedAt as at',
      sql<number | null>`null::bigint`.as('postId'),
      sql<number | null>`null::bigint`.as('threadId'),
      sql<string | null>`null::text`.as('title'),
      sql<BadgeId | null>`awards.badge`.as('badge'),
      sql<string | null>`tags.name::text`.as('tag'),
    ])
    .orderBy('awards.awardedAt', 'desc')
    .orderBy('awards.id', 'desc')
    .limit(sql.lit(limit + 1))

  const rows = await db
    .selectFrom(
      db
        .selectFrom(written.as('written'))
        .selectAll()
        .unionAll(db.selectFrom(edited.as('edited')).selectAll())
        .unionAll(db.selectFrom(awarded.as('awarded')).selectAll())
        .as('acts'),
    )
    .selectAll()
    .select(sql<string>`acts.at::text`.as('key'))
    .orderBy('acts.at', 'desc')
    .orderBy('acts.id', 'desc')
    .limit(sql.lit(limit + 1))
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(({ key: _, ...item }) => item),
    next: rows.length > limit && last ? { key: last.key, id: last.id } : null,
  }
}
