import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { staffPlaces } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/** Who works the queue need not be of the staff: what is said in private is read by staff, each where they are staff. */
export const judgeable =
  (viewer: Viewer) =>
  (eb: ExpressionBuilder<Database, 'threads'>): Expression<SqlBool> => {
    const places = staffPlaces(viewer)
    if (places === 'everywhere') return sql<SqlBool>`true`
    const open = eb('threads.audience', '<>', 'private')
    return places.length === 0 ? open : eb.or([open, eb('threads.categoryId', '=', sql<number>`any(${places})`)])
  }
