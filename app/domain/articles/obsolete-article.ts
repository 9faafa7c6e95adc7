import { countArticle } from '#app/domain/articles/count-article.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canRetireArticle } from '#app/domain/articles/permissions.ts'
import { REVIEW_NOTE_MAX } from '#app/domain/articles/return-article.ts'
import { moveFrom } from '#app/domain/articles/states.ts'
import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { reconsiderReplies } from '#app/domain/posts/reconsider-replies.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Says of a published article that it no longer holds: it keeps its address, out of lists and search. */
export function obsoleteArticle(
  db: Db,
  actor: Actor,
  { articleId, note = '', at = new Date() }: { articleId: number; note?: string; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = moveFrom(article.state, 'obsolete')
    if (!state) return
    if (!canRetireArticle(actor, article)) throw forbidden('article.obsolete')
    const text = typedText(note)
    if (text.length > REVIEW_NOTE_MAX) throw invalid('note', 'note.too_long', { max: REVIEW_NOTE_MAX })

    await trx
      .updateTable('articles')
      .set({ state, pinnedAt: null, reviewReason: null, reviewNote: text || null, reviewDueAt: null, updatedAt: at })
      .where('id', '=', articleId)
      .execute()
    await countArticle(trx, article, { ...article, state })
    await recordEvent(trx, actor, 'article.obsoleted', { articleId }, { after: { note: text } })
    await reconsiderReplies(trx, { articleId })
    await enqueue(trx, 'search.index_article', { articleId })
  })
}
