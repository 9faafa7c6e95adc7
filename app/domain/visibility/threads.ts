import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, moderatorPlaces, staffPlaces } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/** For pages that show deleted posts to members with the privilege; commands and lists do not use it. */
type Reading = { deletedToo?: boolean }

/** Suspended people see only what everybody sees. */
export const maySeeDeleted = mayAct((actor) => hasPrivilege(actor, 'seeDeleted'))

const seesDeleted = (viewer: Viewer, { deletedToo = false }: Reading): boolean => deletedToo && maySeeDeleted(viewer)

/**
 * The where-clause that every read of threads uses: public ones for everybody, those for members for people who are
 * signed in, private ones for the asker and staff; withheld questions only for their author and moderators. A role in
 * some categories counts in those only. Its constants are part of the statement: with parameters, PostgreSQL would not
 * know that they fit nearly every thread, and would plan for a few.
 */
export function visibleTo(viewer: Viewer, reading: Reading = {}) {
  return (eb: ExpressionBuilder<Database, 'threads'>): Expression<SqlBool> => {
    const visible = eb('threads.questionState', '=', sql.lit('visible'))
    if (viewer === null) return eb.and([eb('threads.audience', '=', sql.lit('public')), visible])
    const [staffed, moderated] = [staffPlaces(viewer), moderatorPlaces(viewer)]
    if (staffed === 'everywhere') return sql<SqlBool>`true`

    const within = (places: number[]) => eb('threads.categoryId', '=', sql<number>`any(${places})`)
    const open = eb('threads.audience', '<>', sql.lit('private'))
    const among = staffed.length > 0 ? eb.or([open, within(staffed)]) : open
    const own = eb('threads.authorId', '=', viewer.id)
    if (moderated === 'everywhere') return eb.or([among, own])

    const shown: Expression<SqlBool>[] = [visible]
    if (moderated.length > 0) shown.push(within(moderated))
    if (seesDeleted(viewer, reading)) {
      // A question that was hidden and then deleted is still hidden.
      shown.push(
        sql<SqlBool>`threads.question_state = 'deleted' and not exists (
        select from posts where posts.id = threads.question_id and posts.hidden_at is not null)`,
      )
    }
    return eb.or([eb.and([among, eb.or(shown)]), own])
  }
}

/**
 * The same for the posts inside a thread that the viewer may see: notes for staff, private replies for staff and the
 * requester. When the category of the thread is not given, a role in some categories is checked by the thread of each
 * post.
 */
export function visiblePosts(
  viewer: Viewer,
  thread: { authorId: number | null; tagIds: number[]; categoryId?: number },
  reading: Reading = {},
) {
  const kinds = ['question', 'answer', 'comment']
  if (isExpertOf(viewer, thread.tagIds)) kinds.push('expert_note')
  if (viewer && viewer.id === thread.authorId) kinds.push('private_reply')
  const staffKinds = ['question', 'answer', 'comment', 'note', 'expert_note', 'private_reply']

  /** Whether the thread is in these places: known, or a condition. */
  const holds = (places: 'everywhere' | number[]): boolean | Expression<SqlBool> => {
    if (places === 'everywhere') return true
    if (places.length === 0) return false
    if (thread.categoryId !== undefined) return places.includes(thread.categoryId)
    return sql<SqlBool>`posts.thread_id in (select id from threads where category_id = any(${places}))`
  }

  return (eb: ExpressionBuilder<Database, 'posts'>): Expression<SqlBool> => {
    const ofKind = (some: string[]) => eb('posts.kind', '=', sql<'question'>`any(${some})`)
    const staffed = holds(staffPlaces(viewer))
    const kind =
      typeof staffed === 'boolean'
        ? ofKind(staffed ? staffKinds : kinds)
        : eb.or([ofKind(kinds), eb.and([staffed, ofKind(staffKinds)])])
    const moderated = holds(moderatorPlaces(viewer))
    if (moderated === true) return kind

    const isShown = (alias: 'posts' | 'parent') =>
      seesDeleted(viewer, reading)
        ? sql<SqlBool>`(${sql.ref(alias)}.state = 'visible'
            or ${sql.ref(alias)}.state = 'deleted' and ${sql.ref(alias)}.hidden_at is null)`
        : sql<SqlBool>`${sql.ref(alias)}.state = 'visible'`
    const shown = isShown('posts')
    // A comment is seen by everybody who sees the post that it is about.
    const parentShown = eb.or([
      eb('posts.parentId', 'is', null),
      eb.exists(
        eb
          .selectFrom('posts as parent')
          .whereRef('parent.id', '=', 'posts.parentId')
          .where((or) => or.or([isShown('parent'), ...(viewer ? [or('parent.authorId', '=', viewer.id)] : [])]))
          .select('parent.id'),
      ),
    ])
    const mayRead = eb.and([parentShown, viewer ? eb.or([shown, eb('posts.authorId', '=', viewer.id)]) : shown])
    return eb.and([kind, moderated === false ? mayRead : eb.or([moderated, mayRead])])
  }
}
