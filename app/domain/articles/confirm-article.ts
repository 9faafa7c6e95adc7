import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canConfirmArticle } from '#app/domain/articles/permissions.ts'
import { reviewDueAt } from '#app/domain/articles/publish-article.ts'
import { findLastWriter } from '#app/domain/articles/queries.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Says that a published article that was sent to review holds as it stands. Throws forbidden `article.validate`,
 * `article.own_text` for who wrote its present words, conflict `article.wrong_state`.
 */
export function confirmArticle(
  db: Db,
  actor: Actor,
  { articleId, at = new Date() }: { articleId: number; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const article = await lockArticle(trx, actor, articleId)
    if (article.state !== 'published') throw conflict('article.wrong_state', { state: article.state, move: 'confirm' })
    if (article.reviewReason === null) return
    if (!isStaff(actor, article.categoryId)) throw forbidden('article.validate')

    const lastWriterId = await findLastWriter(trx, article)
    if (!canConfirmArticle(actor, article, { lastWriterId })) {
      throw forbidden(actor.id === lastWriterId ? 'article.own_text' : 'article.validate')
    }

    await trx
      .updateTable('articles')
      .set({
        // A drafter may check what somebody else changed, but the name that stands for the article stays another's.
        ...(actor.id === article.draftedBy ? {} : { validatedBy: actor.id }),
        validatedAt: at,
        reviewDueAt: reviewDueAt(at),
        reviewReason: null,
        reviewNote: null,
      })
      .where('id', '=', articleId)
      .execute()
    await recordEvent(trx, actor, 'article.reviewed', { articleId }, { before: { reason: article.reviewReason } })
  })
}
