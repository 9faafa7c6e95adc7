import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database } from '#db/schema.ts'

/** Whoever flagged a post learns what came of it, although they may not see the post any more: it is not named then. */
export const SHOWN_WITHOUT_POST = 'flag_outcome'

/**
 * The where-clause that every read of notifications passes: one's own, about what one may see now. What was hidden since
 * is as if it had not been told.
 */
export function visibleNotifications(viewer: NonNullable<Viewer>) {
  return (eb: ExpressionBuilder<Database, 'notifications'>): Expression<SqlBool> => {
    const thread = eb.exists(
      eb
        .selectFrom('threads')
        .whereRef('threads.id', '=', 'notifications.threadId')
        .where(visibleTo(viewer))
        .select(sql`1`.as('seen')),
    )
    const post = eb.exists(
      eb
        .selectFrom('posts')
        .whereRef('posts.id', '=', 'notifications.postId')
        // Of private replies only the requester is told, for whom they are in a thread of their own.
        .where(visiblePosts(viewer, { authorId: viewer.id, tagIds: [] }))
        .select(sql`1`.as('seen')),
    )
    const article = eb.exists(
      eb
        .selectFrom('articles')
        .whereRef('articles.id', '=', 'notifications.articleId')
        .where(visibleArticles(viewer))
        .select(sql`1`.as('seen')),
    )
    return eb.and([
      eb('notifications.userId', '=', viewer.id),
      eb.or([
        eb('notifications.kind', '=', SHOWN_WITHOUT_POST),
        eb.and([
          eb.or([eb('notifications.threadId', 'is', null), thread]),
          eb.or([eb('notifications.postId', 'is', null), post]),
          eb.or([eb('notifications.articleId', 'is', null), article]),
        ]),
      ]),
    ])
  }
}
