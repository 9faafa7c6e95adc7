import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { moderatorPlaces, staffPlaces } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/**
 * The where-clause that every read of articles uses: published and obsolete ones by audience; drafts and those in
 * review for their author and owner and for moderators; archived ones for staff. Canned replies are for staff alone,
 * whoever drafted them. A role in some categories counts in those only.
 */
export function visibleArticles(viewer: Viewer) {
  return (eb: ExpressionBuilder<Database, 'articles'>): Expression<SqlBool> => {
    const [staffed, moderated] = [staffPlaces(viewer), moderatorPlaces(viewer)]
    if (staffed === 'everywhere') return sql<SqlBool>`true`

    const readable = eb.and([
      eb('articles.state', 'in', ['published', 'obsolete']),
      eb('articles.audience', 'in', viewer ? ['public', 'members'] : ['public']),
    ])
    if (viewer === null) return readable

    const inWork = eb('articles.state', 'in', ['draft', 'in_review'])
    const own = eb.or([eb('articles.draftedBy', '=', viewer.id), eb('articles.ownerId', '=', viewer.id)])
    const forOthers = eb('articles.audience', '<>', 'staff')
    const concerned = eb.and([inWork, forOthers, eb.or([own, inCategoriesOf(moderated)(eb)])])
    return eb.or([readable, concerned, inCategoriesOf(staffed)(eb)])
  }
}

/** The where-clause for articles in these categories. */
export const inCategoriesOf =
  (places: 'everywhere' | number[]) =>
  (eb: ExpressionBuilder<Database, 'articles'>): Expression<SqlBool> => {
    if (places === 'everywhere') return sql<SqlBool>`true`
    if (places.length === 0) return sql<SqlBool>`false`
    return eb('articles.categoryId', '=', sql<number>`any(${places})`)
  }
