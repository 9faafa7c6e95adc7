import type { DraftKey } from '#app/domain/drafts/draft-key.ts'
import { ofDraft } from '#app/domain/drafts/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'

/** Brings a discarded draft back; nothing happens when there is none. */
export async function restoreDraft(db: Db, actor: Actor, key: DraftKey): Promise<void> {
  await db.updateTable('drafts').set({ discardedAt: null }).where(ofDraft(actor, key)).execute()
}
