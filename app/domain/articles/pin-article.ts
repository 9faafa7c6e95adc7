import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canPinArticle } from '#app/domain/articles/permissions.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Pins a published article to the FAQ of its category. Throws forbidden `article.pin`, conflict `article.wrong_state`.
 */
export const pinArticle = command(
  { name: 'article.pin', input: z.object({ articleId: id, at: moment }), callers: 'active' },
  (trx, actor, { articleId, at }) => setPin(trx, actor, articleId, at),
)

export const unpinArticle = command(
  { name: 'article.unpin', input: z.object({ articleId: id }), callers: 'active' },
  (trx, actor, { articleId }) => setPin(trx, actor, articleId, null),
)

async function setPin(trx: Trx, actor: Actor, articleId: number, pinnedAt: Date | null): Promise<void> {
  const article = await lockArticle(trx, actor, articleId)
  if ((article.pinnedAt === null) === (pinnedAt === null)) return
  if (!isStaff(actor, article.categoryId)) throw forbidden('article.pin')
  if (!canPinArticle(actor, article)) throw conflict('article.wrong_state', { state: article.state, move: 'pin' })

  await trx.updateTable('articles').set({ pinnedAt }).where('id', '=', articleId).execute()
  recordEvent(trx, actor, pinnedAt ? 'article.pinned' : 'article.unpinned', { articleId })
}
