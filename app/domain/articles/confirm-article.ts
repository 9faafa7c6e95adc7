import { lockTranslation, markValidated, remainingDoubt } from '#app/domain/articles/check-translation.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canConfirmArticle, isUnchecked } from '#app/domain/articles/permissions.ts'
import { reviewDueAt, validatedText, whyNotValidate } from '#app/domain/articles/publish-article.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'

/**
 * Confirms that one language of a published article is right: after a change, or when somebody asked for a review. The
 * article waits on while another language is unchecked. Throws forbidden `article.validate`, `article.own_text` for
 * everybody who wrote what is to be checked; conflict `article.wrong_state`, `article.changed_meanwhile`.
 */
export const confirmArticle = command(
  { name: 'article.confirm', input: validatedText, callers: 'active' },
  async (trx, actor, { articleId, locale, baseRevision, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    if (article.state !== 'published') throw conflict('article.wrong_state', { state: article.state, move: 'confirm' })
    const read = { articleId, locale: locale ?? article.defaultLocale }
    const text = await lockTranslation(trx, { ...read, baseRevision })
    if (!isUnchecked(text)) return
    if (!canConfirmArticle(actor, article, text)) throw forbidden(whyNotValidate(actor, article, text))

    await markValidated(trx, read, { by: actor.id, at })
    const reviewReason = await remainingDoubt(trx, article)
    await trx
      .updateTable('articles')
      .set({
        // A drafter may check what somebody else changed, but `validatedBy` must name another person.
        ...(actor.id === article.draftedBy ? {} : { validatedBy: actor.id }),
        validatedAt: at,
        reviewDueAt: reviewDueAt(at),
        reviewReason,
        ...(reviewReason === null ? { reviewNote: null } : {}),
      })
      .where('id', '=', articleId)
      .execute()
    const change = { before: { reason: article.reviewReason }, after: { locale: read.locale } }
    recordEvent(trx, actor, 'article.reviewed', { articleId }, change)
  },
)
