import type { DraftKey } from '#app/domain/drafts/draft-key.ts'
import { ofDraft } from '#app/domain/drafts/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'

/** Puts a draft out of sight. It can be brought back until it expires; discarding twice is harmless. */
export async function discardDraft(db: Db, actor: Actor, key: DraftKey, { at = new Date() } = {}): Promise<void> {
  await db
    .updateTable('drafts')
    .set({ discardedAt: at })
    .where(ofDraft(actor, key))
    .where('discardedAt', 'is', null)
    .execute()
}
