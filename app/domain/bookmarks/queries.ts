import { type SqlBool, sql } from 'kysely'
import { notFound } from '#app/domain/errors.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import { excerpt } from '#app/text/markdown.ts'
import type { Db } from '#db/transaction.ts'

/** The note of one's own bookmark. Throws not-found `post` for a post that is not bookmarked. */
export async function getBookmarkNote(db: Db, actor: Actor, postId: number): Promise<string> {
  const { note } = await db
    .selectFrom('bookmarks')
    .where('userId', '=', actor.id)
    .where('postId', '=', postId)
    .select('note')
    .executeTakeFirstOrThrow(() => notFound('post'))
  return note
}

const PAGE_SIZE = 20

/**
 * The bookmarks of a person whose posts they may still see, latest first. The search looks in notes, titles and texts.
 */
export async function listBookmarks(
  db: Db,
  actor: Actor,
  { search = '', before }: { search?: string | undefined; before?: number | undefined } = {},
) {
  const wanted = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db
    .selectFrom('bookmarks')
    .innerJoin('posts', 'posts.id', 'bookmarks.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .leftJoin('users', 'users.id', 'posts.authorId')
    .where('bookmarks.userId', '=', actor.id)
    .where(visibleTo(actor))
    .where(visiblePosts(actor, { authorId: null, tagIds: [] }))
    .$if(search !== '', (query) =>
      query.where(
        sql<SqlBool>`unaccent(bookmarks.note || ' ' || threads.title || ' ' || posts.body) ilike unaccent(${wanted})`,
      ),
    )
    .$if(before !== undefined, (query) => query.where('bookmarks.id', '<', before ?? 0))
    .select([
      'bookmarks.id',
      'bookmarks.note',
      'bookmarks.createdAt',
      'posts.id as postId',
      'posts.kind',
      'posts.score',
      'posts.html',
      'threads.id as threadId',
      'threads.title',
      languageOfThread,
      'threads.audience',
      'users.name as authorName',
      'posts.authorName as formerAuthorName',
    ])
    .orderBy('bookmarks.id', 'desc')
    .limit(sql.lit(PAGE_SIZE + 1))
    .$narrowType<{ kind: 'question' | 'answer' }>()
    .execute()

  const items = rows.slice(0, PAGE_SIZE).map(({ html, ...row }) => ({ ...row, excerpt: excerpt(html, 180) }))
  return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null }
}
