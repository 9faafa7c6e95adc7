import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { stateAfter } from '#app/domain/articles/move-article.ts'
import { canSubmitArticle } from '#app/domain/articles/permissions.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/** Submits a draft, or a corrected obsolete article, to the staff. Throws forbidden `article.submit`. */
export const submitArticle = command(
  { name: 'article.submit', input: z.object({ articleId: id, at: moment }), callers: 'active' },
  async (trx, actor, { articleId, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = await stateAfter(trx, article, 'submit')
    if (!state) return
    if (!canSubmitArticle(actor, article)) throw forbidden('article.submit')

    await trx
      .updateTable('articles')
      .set({ state, submittedAt: at, reviewReason: null, reviewNote: null, updatedAt: at })
      .where('id', '=', articleId)
      .execute()
    recordEvent(trx, actor, 'article.submitted', { articleId }, { before: { state: article.state } })
    enqueue(trx, 'search.index_article', { articleId })
  },
)
