import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModerator, isStaff } from '#app/domain/users/roles.ts'
import type { Database } from '#db/schema.ts'

/**
 * The where-clause that every read of articles uses: published and obsolete ones by audience; drafts and those in
 * review for their author and owner and for moderators; archived ones for staff.
 */
export function visibleArticles(viewer: Viewer) {
  return (eb: ExpressionBuilder<Database, 'articles'>): Expression<SqlBool> => {
    if (isStaff(viewer)) return sql<SqlBool>`true`

    const readable = eb.and([
      eb('articles.state', 'in', ['published', 'obsolete']),
      eb('articles.audience', 'in', viewer ? ['public', 'members'] : ['public']),
    ])
    if (viewer === null) return readable

    const inWork = eb('articles.state', 'in', ['draft', 'in_review'])
    const own = eb.or([eb('articles.draftedBy', '=', viewer.id), eb('articles.ownerId', '=', viewer.id)])
    const concerned = isModerator(viewer) ? eb('articles.audience', '<>', 'staff') : own
    return eb.or([readable, eb.and([inWork, eb.or([concerned, own])])])
  }
}
