import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModerator, isStaff } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/**
 * The where-clause that every read of threads passes: public ones for everybody, members' ones for who is signed in,
 * private ones for the asker and staff; withheld questions only for their author and moderators. Its constants are in
 * the statement itself, or PostgreSQL would not know that they fit nearly every thread and plan for a few.
 */
export function visibleTo(viewer: Viewer) {
  return (eb: ExpressionBuilder<Database, 'threads'>): Expression<SqlBool> => {
    if (viewer === null) {
      return eb.and([
        eb('threads.audience', '=', sql.lit('public')),
        eb('threads.questionState', '=', sql.lit('visible')),
      ])
    }
    if (isStaff(viewer) && isModerator(viewer)) return sql<SqlBool>`true`

    const own = eb('threads.authorId', '=', viewer.id)
    const shown = isModerator(viewer) ? sql<SqlBool>`true` : eb('threads.questionState', '=', sql.lit('visible'))
    return eb.or([eb.and([eb('threads.audience', '<>', sql.lit('private')), shown]), own])
  }
}

/** The same for the posts inside a thread that the viewer may see: notes for staff, replies for staff and requester. */
export function visiblePosts(viewer: Viewer, thread: { authorId: number | null; tagIds: number[] }) {
  const staff = isStaff(viewer)
  const moderator = isModerator(viewer)
  const kinds = ['question', 'answer', 'comment']
  if (staff) kinds.push('note', 'expert_note', 'private_reply')
  else if (
    viewer?.grants.some((grant) => grant.role === 'expert' && grant.tagId && thread.tagIds.includes(grant.tagId))
  )
    kinds.push('expert_note')
  if (!staff && viewer && viewer.id === thread.authorId) kinds.push('private_reply')

  return (eb: ExpressionBuilder<Database, 'posts'>): Expression<SqlBool> => {
    const kind = eb('posts.kind', '=', sql<'question'>`any(${kinds})`)
    if (moderator) return kind
    const shown = eb('posts.state', '=', 'visible')
    // A comment is seen where the post under which it stands is.
    const parentShown = eb.or([
      eb('posts.parentId', 'is', null),
      eb.exists(
        eb
          .selectFrom('posts as parent')
          .whereRef('parent.id', '=', 'posts.parentId')
          .where((or) =>
            or.or([or('parent.state', '=', 'visible'), ...(viewer ? [or('parent.authorId', '=', viewer.id)] : [])]),
          )
          .select('parent.id'),
      ),
    ])
    return eb.and([kind, parentShown, viewer ? eb.or([shown, eb('posts.authorId', '=', viewer.id)]) : shown])
  }
}
