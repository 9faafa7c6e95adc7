import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canConfirmArticle } from '#app/domain/articles/permissions.ts'
import { reviewDueAt } from '#app/domain/articles/publish-article.ts'
import { findLastWriter } from '#app/domain/articles/queries.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { isStaff } from '#app/domain/users/roles.ts'

/**
 * Confirms that a published article that was sent to review is still right. Throws forbidden `article.validate`,
 * `article.own_text` for the person who wrote its current text, conflict `article.wrong_state`.
 */
export const confirmArticle = command(
  { name: 'article.confirm', input: z.object({ articleId: id, at: moment }), callers: 'active' },
  async (trx, actor, { articleId, at }) => {
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
        // A drafter may check what somebody else changed, but `validatedBy` must name another person.
        ...(actor.id === article.draftedBy ? {} : { validatedBy: actor.id }),
        validatedAt: at,
        reviewDueAt: reviewDueAt(at),
        reviewReason: null,
        reviewNote: null,
      })
      .where('id', '=', articleId)
      .execute()
    recordEvent(trx, actor, 'article.reviewed', { articleId }, { before: { reason: article.reviewReason } })
  },
)
