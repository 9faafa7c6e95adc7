import { z } from 'zod'
import { lockTranslation, markValidated, remainingDoubt } from '#app/domain/articles/check-translation.ts'
import { countArticle } from '#app/domain/articles/count-article.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { stateAfter } from '#app/domain/articles/move-article.ts'
import { canValidateArticle } from '#app/domain/articles/permissions.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, locale, moment } from '#app/domain/input.ts'
import { credit } from '#app/domain/reputation/ledger.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Db } from '#db/transaction.ts'

/** An article is reviewed again this many days after it was validated. */
const REVIEW_AFTER_DAYS = 180

export const reviewDueAt = (validatedAt: Date): Date => new Date(validatedAt.getTime() + REVIEW_AFTER_DAYS * 86_400_000)

/** Which text somebody validates. */
export const validatedText = z.object({
  articleId: id,
  /** The language that they read; without it, the article's own. */
  locale: locale.optional(),
  /** The number of revisions that they saw: nobody validates a text that was changed meanwhile. */
  baseRevision: z.number().int().optional(),
  at: moment,
})

/**
 * Validates one language of an article in review and publishes it. The validator is named on it, and is neither its
 * drafter nor anybody who has changed it. Its other languages wait for a second look. Throws forbidden
 * `article.validate` for a person who is not staff, `article.own_draft` for the drafter and `article.own_text` for
 * whoever wrote in it; conflict `article.changed_meanwhile`.
 */
export const publishArticle = command(
  { name: 'article.publish', input: validatedText, callers: 'active' },
  async (trx, actor, { articleId, locale, baseRevision, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = await stateAfter(trx, article, 'publish')
    if (!state) return
    const read = { articleId, locale: locale ?? article.defaultLocale }
    const text = await lockTranslation(trx, { ...read, baseRevision })
    if (!canValidateArticle(actor, article, text)) throw forbidden(whyNotValidate(actor, article, text))
    await markValidated(trx, read, { by: actor.id, at })

    await trx
      .updateTable('articles')
      .set({
        state,
        validatedBy: actor.id,
        validatedAt: at,
        publishedAt: article.publishedAt ?? at,
        reviewDueAt: reviewDueAt(at),
        reviewReason: await remainingDoubt(trx, { ...article, reviewReason: null }),
        reviewNote: null,
        updatedAt: at,
      })
      .where('id', '=', articleId)
      .execute()
    const source = await findSourceAuthor(trx, article.sourceAnswerId)
    if (source !== undefined) {
      // Its first publication counts: an article that was obsolete and is published again earns nothing more.
      await credit(trx, { userId: source, kind: 'article_published', articleId, at: article.publishedAt ?? at })
    }
    // People are locked before categories, as in every other place.
    await countArticle(trx, article, { ...article, state })

    recordEvent(trx, actor, 'article.published', {
      threadId: article.sourceThreadId,
      articleId,
      userId: article.draftedBy,
    })
    enqueue(trx, 'search.index_article', { articleId })
    for (const userId of new Set([article.draftedBy, ...(source === undefined ? [] : [source])])) {
      enqueue(trx, 'badges.evaluate', { userId })
    }
    // While the article was a draft, changes of its source were not checked.
    if (article.sourceAnswerId !== null) enqueue(trx, 'articles.recheck', { articleId })
  },
)

/** The code of the refusal for somebody who may not validate this text. */
export function whyNotValidate(
  actor: Actor,
  article: { categoryId: number; draftedBy: number; state: string },
  text: { writtenBy: number[] },
): 'article.validate' | 'article.own_draft' | 'article.own_text' {
  if (!isStaff(actor, article.categoryId)) return 'article.validate'
  if (article.state !== 'published' && actor.id === article.draftedBy) return 'article.own_draft'
  return text.writtenBy.includes(actor.id) ? 'article.own_text' : 'article.validate'
}

export async function findSourceAuthor(db: Db, answerId: number | null): Promise<number | undefined> {
  if (answerId === null) return undefined
  const answer = await db.selectFrom('posts').where('id', '=', answerId).select('authorId').executeTakeFirst()
  return answer?.authorId ?? undefined
}
