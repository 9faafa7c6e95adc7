import { command } from '#app/domain/command.ts'
import { draftInput } from '#app/domain/drafts/draft-input.ts'
import { ofDraft } from '#app/domain/drafts/queries.ts'

/** Restores a discarded draft; does nothing when there is none. */
export const restoreDraft = command(
  { name: 'draft.restore', input: draftInput, callers: 'members' },
  async (trx, actor, key): Promise<void> => {
    await trx.updateTable('drafts').set({ discardedAt: null }).where(ofDraft(actor, key)).execute()
  },
)
