import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canReportArticle } from '#app/domain/articles/permissions.ts'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { REVIEW_NOTE_MAX } from '#app/domain/articles/return-article.ts'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * A reader who has earned it says that an article no longer holds: staff look at it, and until then it says so. One that
 * is looked at already is not asked for twice. Throws forbidden `article.report`, conflict `article.wrong_state`,
 * invalid `note.missing`, `note.too_long`.
 */
export function reportArticle(
  db: Db,
  actor: Actor,
  { articleId, note }: { articleId: number; note: string },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const article = await lockArticle(trx, actor, articleId)
    if (!canReportArticle(actor, article)) throw forbidden('article.report', { points: actor.privileges.markObsolete })
    if (article.state !== 'published') throw conflict('article.wrong_state', { state: article.state, move: 'report' })
    const text = typedText(note)
    if (isBlank(text)) throw invalid('note', 'note.missing')
    if (text.length > REVIEW_NOTE_MAX) throw invalid('note', 'note.too_long', { max: REVIEW_NOTE_MAX })
    await requestReview(trx, actor, article, 'reported', text)
  })
}
