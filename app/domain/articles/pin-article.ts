import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canPinArticle } from '#app/domain/articles/permissions.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff, isSuspended } from '#app/domain/users/roles.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Puts a published article into the FAQ of its category. Throws forbidden `article.pin`, conflict `article.wrong_state`. */
export function pinArticle(
  db: Db,
  actor: Actor,
  { articleId, at = new Date() }: { articleId: number; at?: Date },
): Promise<void> {
  return setPin(db, actor, articleId, at)
}

export function unpinArticle(db: Db, actor: Actor, { articleId }: { articleId: number }): Promise<void> {
  return setPin(db, actor, articleId, null)
}

function setPin(db: Db, actor: Actor, articleId: number, pinnedAt: Date | null): Promise<void> {
  return inTransaction(db, async (trx) => {
    const article = await lockArticle(trx, actor, articleId)
    if ((article.pinnedAt === null) === (pinnedAt === null)) return
    if (!isStaff(actor, article.categoryId) || isSuspended(actor)) throw forbidden('article.pin')
    if (!canPinArticle(actor, article)) throw conflict('article.wrong_state', { state: article.state, move: 'pin' })

    await trx.updateTable('articles').set({ pinnedAt }).where('id', '=', articleId).execute()
    await recordEvent(trx, actor, pinnedAt ? 'article.pinned' : 'article.unpinned', { articleId })
  })
}
