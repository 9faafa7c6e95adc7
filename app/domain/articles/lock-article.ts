import { notFound } from '#app/domain/errors.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * The article, with its row locked until the transaction ends. Throws `article.not_found` for a viewer who may not see
 * it.
 */
export function lockArticle(trx: Trx, viewer: Viewer, articleId: number) {
  return trx
    .selectFrom('articles')
    .selectAll()
    .where('articles.id', '=', articleId)
    .where(visibleArticles(viewer))
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('article'))
}
