import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { moderatorPlaces, staffPlaces } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/**
 * The where-clause for reviews that somebody may decide. Not all reviewers are staff: private posts are shown to staff
 * only, each in their categories. A person who reviews by a role in some categories, and not by their points, reviews
 * only in those.
 */
export const judgeable =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<Database, 'threads'>): Expression<SqlBool> => {
    const places = staffPlaces(viewer)
    if (places === 'everywhere') return sql<SqlBool>`true`
    const within = (some: number[]) => eb('threads.categoryId', '=', sql<number>`any(${some})`)
    const moderated = viewer && hasPrivilege(viewer, 'review') ? 'everywhere' : moderatorPlaces(viewer)
    const open = eb('threads.audience', '<>', 'private')
    const mine = moderated === 'everywhere' ? open : eb.and([open, within(moderated)])
    return places.length === 0 ? mine : eb.or([mine, within(places)])
  }

/** Of these, the ones whose decision is theirs: moderators alone decide whether a closed question opens again. */
export const decidable =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<Database, 'reviews' | 'threads'>): Expression<SqlBool> => {
    const places = moderatorPlaces(viewer)
    const may = judgeable(viewer)(eb)
    if (places === 'everywhere') return may
    return eb.and([
      may,
      eb.or([eb('reviews.cause', '<>', 'reopening'), eb('threads.categoryId', '=', sql<number>`any(${places})`)]),
    ])
  }
