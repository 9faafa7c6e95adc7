import { z } from 'zod'
import { markDoubted, remainingDoubt } from '#app/domain/articles/check-translation.ts'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { command } from '#app/domain/command.ts'
import { id } from '#app/domain/input.ts'

/**
 * Compares a published article with its source. It sends the article to review when the answer was edited after the
 * validation, or is no longer accepted. When the answer is accepted again, that request is removed, so that changing
 * one's mind leaves no trace.
 */
export const recheckArticle = command(
  { name: 'article.recheck', input: z.object({ articleId: id }), callers: 'system' },
  async (trx, actor, { articleId }) => {
    const article = await trx
      .selectFrom('articles')
      .selectAll()
      .where('id', '=', articleId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (article?.state !== 'published' || article.sourceAnswerId === null) return

    const source = await trx
      .selectFrom('posts')
      .innerJoin('threads', 'threads.id', 'posts.threadId')
      .where('posts.id', '=', article.sourceAnswerId)
      .select(['posts.state', 'posts.editedAt', 'threads.acceptedAnswerId'])
      .executeTakeFirstOrThrow()

    const accepted = source.state === 'visible' && source.acceptedAnswerId === article.sourceAnswerId
    const edited = source.editedAt !== null && article.validatedAt !== null && source.editedAt > article.validatedAt

    if (article.reviewReason === 'source_unaccepted' && accepted) {
      await markDoubted(trx, articleId, false)
      article.reviewReason = await remainingDoubt(trx, article)
      await trx
        .updateTable('articles')
        .set({ reviewReason: article.reviewReason })
        .where('id', '=', articleId)
        .execute()
    }
    if (!accepted) await requestReview(trx, actor, article, 'source_unaccepted')
    else if (edited) await requestReview(trx, actor, article, 'source_edited')
  },
)
