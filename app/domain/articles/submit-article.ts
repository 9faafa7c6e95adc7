import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canSubmitArticle } from '#app/domain/articles/permissions.ts'
import { moveFrom } from '#app/domain/articles/states.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Hands a draft, or an obsolete article made good, to the staff. Throws forbidden `article.submit`. */
export function submitArticle(
  db: Db,
  actor: Actor,
  { articleId, at = new Date() }: { articleId: number; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = moveFrom(article.state, 'submit')
    if (!state) return
    if (!canSubmitArticle(actor, article)) throw forbidden('article.submit')

    await trx
      .updateTable('articles')
      .set({ state, submittedAt: at, reviewReason: null, reviewNote: null, updatedAt: at })
      .where('id', '=', articleId)
      .execute()
    await recordEvent(trx, actor, 'article.submitted', { articleId }, { before: { state: article.state } })
    await enqueue(trx, 'search.index_article', { articleId })
  })
}
