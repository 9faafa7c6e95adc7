import { type ExpressionBuilder, sql } from 'kysely'
import { badgeCounts } from '#app/domain/badges/queries.ts'
import { prepare } from '#app/domain/prepare.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visiblePosts } from '#app/domain/visibility/threads.ts'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A role that was not revoked and has not expired. */
const currentGrant = (eb: ExpressionBuilder<Database, 'grants'>) =>
  eb.and([
    eb('grants.revokedAt', 'is', null),
    eb.or([eb('grants.expiresAt', 'is', null), eb('grants.expiresAt', '>', sql<Date>`now()`)]),
  ])

const postsOf = prepare(
  (
    db,
    viewer,
    thread: {
      id: number
      authorId: number | null
      categoryId: number
      tagIds: number[]
    },
  ) =>
    db
      .selectFrom('posts')
      .leftJoin('users', 'users.id', 'posts.authorId')
      .leftJoin('votes', (join) =>
        join
          .onRef('votes.postId', '=', 'posts.id')
          .on('votes.voterId', '=', sql<number>`${viewer?.id ?? null}::bigint`),
      )
      .where('posts.threadId', '=', thread.id)
      .where(visiblePosts(viewer, thread, { deletedToo: true }))
      .select((eb) => [
        'posts.id',
        'posts.kind',
        'posts.state',
        'posts.parentId',
        'posts.html',
        'posts.score',
        'posts.authorId',
        'posts.officialAt',
        'posts.solves',
        'posts.createdAt',
        'posts.editedAt',
        'posts.deletedBy',
        'users.name as userName',
        'posts.authorName as formerName',
        'users.reputation',
        'votes.value as myVote',
        eb
          .exists(
            eb
              .selectFrom('grants')
              .whereRef('grants.userId', '=', 'posts.authorId')
              .where('grants.role', 'in', ['staff', 'admin'])
              .where(currentGrant)
              .where((or) =>
                or.or([or('grants.categoryId', 'is', null), or('grants.categoryId', '=', thread.categoryId)]),
              )
              .select('grants.id'),
          )
          .as('byStaff'),
        eb
          .exists(
            eb
              .selectFrom('grants')
              .whereRef('grants.userId', '=', 'posts.authorId')
              .where('grants.tagId', '=', sql<number>`any(${thread.tagIds})`)
              .where(currentGrant)
              .select('grants.id'),
          )
          .as('byExpert'),
        'users.looksLike',
        sql<Record<
          string,
          number
        > | null>`case when posts.kind <> 'comment' then ${badgeCounts('posts.author_id')} end`.as('badges'),
      ])
      .orderBy('posts.createdAt')
      .orderBy('posts.id'),
)

/**
 * All posts of a thread that the viewer may see: the question, answers, comments and notes in the order of writing;
 * each with its author and the vote of the viewer.
 */
export function listPosts(
  db: Db,
  viewer: Viewer,
  thread: { id: number; authorId: number | null; categoryId: number; tags: Array<{ id: number }> },
) {
  const { id, authorId, categoryId } = thread
  return postsOf(db, viewer, { id, authorId, categoryId, tagIds: thread.tags.map((tag) => tag.id) })
}
export type ThreadPost = Awaited<ReturnType<typeof listPosts>>[number]
