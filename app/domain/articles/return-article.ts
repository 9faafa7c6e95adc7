import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { stateAfter } from '#app/domain/articles/move-article.ts'
import { canReturnArticle } from '#app/domain/articles/permissions.ts'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/** The note of a review; refused as `note.too_long`. */
export const reviewNote = text({ min: 0, max: 1_000, code: 'note' })

/**
 * Sends an article in review back to its author, with a note on what is missing. The author may take it back without a
 * note. Throws forbidden `article.return`, invalid `note.missing` and `note.too_long`.
 */
export const returnArticle = command(
  { name: 'article.return', input: z.object({ articleId: id, note: reviewNote, at: moment }), callers: 'writers' },
  async (trx, actor, { articleId, note, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = await stateAfter(trx, article, 'return')
    if (!state) return
    if (!canReturnArticle(actor, article)) throw forbidden('article.return')

    if (note === '' && actor.id !== article.draftedBy) throw invalid('note', 'note.missing')

    await trx
      .updateTable('articles')
      .set({ state, submittedAt: null, reviewReason: 'returned', reviewNote: note || null, updatedAt: at })
      .where('id', '=', articleId)
      .execute()
    recordEvent(trx, actor, 'article.returned', { articleId, userId: article.draftedBy }, { after: { note } })
    enqueue(trx, 'search.index_article', { articleId })
  },
)
