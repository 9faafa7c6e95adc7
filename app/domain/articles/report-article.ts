import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canReportArticle } from '#app/domain/articles/permissions.ts'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { reviewNote } from '#app/domain/articles/return-article.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { id } from '#app/domain/input.ts'
import { isBlank } from '#app/text/typed-text.ts'

/**
 * A member with the privilege reports that an article is no longer right. Staff review it, and until then the article
 * says so. When a review was already requested, nothing changes. Throws forbidden `article.report`, conflict
 * `article.wrong_state`, invalid `note.missing`, `note.too_long`.
 */
export const reportArticle = command(
  {
    name: 'article.report',
    input: z.object({ articleId: id, note: reviewNote.refine((note) => !isBlank(note), 'note.missing') }),
    callers: 'writers',
  },
  async (trx, actor, { articleId, note }) => {
    const article = await lockArticle(trx, actor, articleId)
    if (!canReportArticle(actor, article)) throw forbidden('article.report', { points: actor.privileges.markObsolete })
    if (article.state !== 'published') throw conflict('article.wrong_state', { state: article.state, move: 'report' })
    await requestReview(trx, actor, article, 'reported', note)
  },
)
