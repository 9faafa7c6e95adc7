import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canReturnArticle } from '#app/domain/articles/permissions.ts'
import { moveFrom } from '#app/domain/articles/states.ts'
import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

export const REVIEW_NOTE_MAX = 1_000

/**
 * Sends an article in review back to its author with a note on what is missing; its author takes it back without one.
 * Throws forbidden `article.return`, invalid `note.missing` and `note.too_long`.
 */
export function returnArticle(
  db: Db,
  actor: Actor,
  { articleId, note, at = new Date() }: { articleId: number; note: string; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = moveFrom(article.state, 'return')
    if (!state) return
    if (!canReturnArticle(actor, article)) throw forbidden('article.return')

    const text = typedText(note)
    if (text === '' && actor.id !== article.draftedBy) throw invalid('note', 'note.missing')
    if (text.length > REVIEW_NOTE_MAX) throw invalid('note', 'note.too_long', { max: REVIEW_NOTE_MAX })

    await trx
      .updateTable('articles')
      .set({ state, submittedAt: null, reviewReason: 'returned', reviewNote: text || null, updatedAt: at })
      .where('id', '=', articleId)
      .execute()
    await recordEvent(
      trx,
      actor,
      'article.returned',
      { articleId, userId: article.draftedBy },
      { after: { note: text } },
    )
    await enqueue(trx, 'search.index_article', { articleId })
  })
}
