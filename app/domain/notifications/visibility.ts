import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { staffPlaces } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database } from '#db/schema.ts'

/**
 * A person who flagged a post is notified of the outcome, even when they may not see the post any more; then it is not
 * named.
 */
export const SHOWN_WITHOUT_POST = 'flag_outcome'

/**
 * The where-clause that every read of notifications uses: the own ones, about what the person may see now. A
 * notification about something that was hidden later is not shown.
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
        .where((or) =>
          or.or([
            visiblePosts(viewer, { authorId: null, tagIds: [] })(or),
            // Private replies are for staff, and for the requester, whose thread it is.
            or.and([
              or('posts.kind', '=', 'private_reply'),
              visiblePosts(viewer, { authorId: viewer.id, tagIds: [] })(or),
              or('posts.threadId', 'in', (own) =>
                own.selectFrom('threads').where('threads.authorId', '=', viewer.id).select('threads.id'),
              ),
            ]),
          ]),
        )
        .select(sql`1`.as('seen')),
    )
    // Whoever is no longer staff of a category is not told of its tickets.
    const places = staffPlaces(viewer)
    const worksDesk =
      places === 'everywhere'
        ? sql<SqlBool>`true`
        : eb.or([
            eb('notifications.kind', '<>', 'ticket'),
            eb('notifications.threadId', 'in', (threads) =>
              threads
                .selectFrom('threads')
                .where('threads.categoryId', '=', sql<number>`any(${places})`)
                .select('threads.id'),
            ),
          ])
    const article = eb.exists(
      eb
        .selectFrom('articles')
        .whereRef('articles.id', '=', 'notifications.articleId')
        .where(visibleArticles(viewer))
        .select(sql`1`.as('seen')),
    )
    return eb.and([
      eb('notifications.userId', '=', viewer.id),
      worksDesk,
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
