import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { moderatorPlaces, staffPlaces } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/**
 * Who works the queue need not be of the staff: what is said in private is read by staff, each where they are staff. Who
 * has the queue by a role in some categories, and not by their points, judges there.
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
