import { z } from 'zod'
import { countArticle } from '#app/domain/articles/count-article.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canValidateArticle } from '#app/domain/articles/permissions.ts'
import { nextState } from '#app/domain/articles/states.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { credit } from '#app/domain/reputation/ledger.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Db } from '#db/transaction.ts'

/** An article is reviewed again this many days after it was validated. */
const REVIEW_AFTER_DAYS = 180

export const reviewDueAt = (validatedAt: Date): Date => new Date(validatedAt.getTime() + REVIEW_AFTER_DAYS * 86_400_000)

/**
 * Validates an article in review and publishes it. The validator is named on it, and is never the drafter. Throws
 * forbidden `article.validate` for a person who is not staff and `article.own_draft` for the drafter.
 */
export const publishArticle = command(
  { name: 'article.publish', input: z.object({ articleId: id, at: moment }), callers: 'active' },
  async (trx, actor, { articleId, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = nextState(article.state, 'publish')
    if (!state) return
    if (!canValidateArticle(actor, article)) {
      throw forbidden(
        isStaff(actor, article.categoryId) && actor.id === article.draftedBy ? 'article.own_draft' : 'article.validate',
      )
    }

    await trx
      .updateTable('articles')
      .set({
        state,
        validatedBy: actor.id,
        validatedAt: at,
        publishedAt: article.publishedAt ?? at,
        reviewDueAt: reviewDueAt(at),
        reviewReason: null,
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

export async function findSourceAuthor(db: Db, answerId: number | null): Promise<number | undefined> {
  if (answerId === null) return undefined
  const answer = await db.selectFrom('posts').where('id', '=', answerId).select('authorId').executeTakeFirst()
  return answer?.authorId ?? undefined
}
