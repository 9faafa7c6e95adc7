import { markDoubted } from '#app/domain/articles/check-translation.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { reconsiderReplies } from '#app/domain/posts/reconsider-replies.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Article } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Requests a review of a published article; it stays readable with a banner. The first reason is kept until somebody
 * has confirmed each of its languages. The caller holds the lock.
 */
export async function requestReview(
  trx: Trx,
  actor: Actor,
  article: Pick<Article, 'id' | 'state' | 'reviewReason'>,
  reason: NonNullable<Article['reviewReason']>,
  note: string | null = null,
): Promise<void> {
  if (article.state !== 'published' || article.reviewReason !== null) return
  await trx
    .updateTable('articles')
    .set({ reviewReason: reason, reviewNote: note })
    .where('id', '=', article.id)
    .execute()
  await markDoubted(trx, article.id, true)
  await reconsiderReplies(trx, { articleId: article.id })
  recordEvent(trx, actor, 'article.review_requested', { articleId: article.id }, { after: { reason } })
}
