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

/** An article is looked at again this many days after it was validated. */
const REVIEW_AFTER_DAYS = 180

export const reviewDueAt = (validatedAt: Date): Date => new Date(validatedAt.getTime() + REVIEW_AFTER_DAYS * 86_400_000)

/**
 * Validates an article in review: it is published in the name of whoever checked it, who is never whoever drafted it.
 * Throws forbidden `article.validate` for who is not staff and `article.own_draft` for the drafter.
 */
export const publishArticle = command(
  { name: 'article.publish', input: z.object({ articleId: id, at: moment }), callers: 'active' },
  async (trx, actor, { articleId, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = nextState(article.state, 'publish')
    if (!state) return
    if (!canValidateArticle(actor, article)) {
      throw forbidden(isStaff(actor) && actor.id === article.draftedBy ? 'article.own_draft' : 'article.validate')
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
      // Published again after having been obsolete, it earns nothing again.
      await credit(trx, { userId: source, kind: 'article_published', articleId, at: article.publishedAt ?? at })
    }
    // People before categories, as everywhere.
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
    // What happened to its source while it was a draft has not been looked at yet.
    if (article.sourceAnswerId !== null) enqueue(trx, 'articles.recheck', { articleId })
  },
)

export async function findSourceAuthor(db: Db, answerId: number | null): Promise<number | undefined> {
  if (answerId === null) return undefined
  const answer = await db.selectFrom('posts').where('id', '=', answerId).select('authorId').executeTakeFirst()
  return answer?.authorId ?? undefined
}
