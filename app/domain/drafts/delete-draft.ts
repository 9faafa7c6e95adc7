import type { DraftKey } from '#app/domain/drafts/draft-key.ts'
import { ofDraft } from '#app/domain/drafts/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/** Deletes the draft of a text in the transaction that posts the text. */
export async function deleteDraft(trx: Trx, actor: Actor, key: DraftKey): Promise<void> {
  await trx.deleteFrom('drafts').where(ofDraft(actor, key)).execute()
}
