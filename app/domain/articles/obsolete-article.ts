import { z } from 'zod'
import { markDoubted } from '#app/domain/articles/check-translation.ts'
import { countArticle } from '#app/domain/articles/count-article.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { stateAfter } from '#app/domain/articles/move-article.ts'
import { canRetireArticle } from '#app/domain/articles/permissions.ts'
import { reviewNote } from '#app/domain/articles/return-article.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { reconsiderReplies } from '#app/domain/posts/reconsider-replies.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/** Marks a published article as obsolete: it keeps its address, but lists and search no longer show it. */
export const obsoleteArticle = command(
  {
    name: 'article.obsolete',
    input: z.object({ articleId: id, note: reviewNote.default(''), at: moment }),
    callers: 'writers',
  },
  async (trx, actor, { articleId, note, at }) => {
    const article = await lockArticle(trx, actor, articleId)
    const state = await stateAfter(trx, article, 'obsolete')
    if (!state) return
    if (!canRetireArticle(actor, article)) throw forbidden('article.obsolete')

    await trx
      .updateTable('articles')
      .set({ state, pinnedAt: null, reviewReason: null, reviewNote: note || null, reviewDueAt: null, updatedAt: at })
      .where('id', '=', articleId)
      .execute()
    await countArticle(trx, article, { ...article, state })
    // Published again, each language is looked at again.
    await markDoubted(trx, articleId, true)
    recordEvent(trx, actor, 'article.obsoleted', { articleId }, { after: { note } })
    await reconsiderReplies(trx, { articleId })
    enqueue(trx, 'search.index_article', { articleId })
  },
)
