import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { stateAfter } from '#app/domain/articles/move-article.ts'
import { canArchiveArticle } from '#app/domain/articles/permissions.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/** Archives an article that is not published. Its source answer can then be promoted again. */
export const archiveArticle = command(
  { name: 'article.archive', input: z.object({ articleId: id, at: moment }), callers: 'active' },
  async (trx, actor, { articleId, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = await stateAfter(trx, article, 'archive')
    if (!state) return
    if (!canArchiveArticle(actor, article)) throw forbidden('article.archive')

    await trx.updateTable('articles').set({ state, updatedAt: at }).where('id', '=', articleId).execute()
    recordEvent(trx, actor, 'article.archived', { articleId }, { before: { state: article.state } })
    enqueue(trx, 'search.index_article', { articleId })
  },
)
