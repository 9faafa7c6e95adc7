import { command } from '#app/domain/command.ts'
import { draftInput } from '#app/domain/drafts/draft-input.ts'
import { ofDraft } from '#app/domain/drafts/queries.ts'
import { moment } from '#app/domain/input.ts'

/** Discards a draft. It can be restored until it expires; discarding twice is harmless. */
export const discardDraft = command(
  { name: 'draft.discard', input: draftInput.extend({ at: moment }), callers: 'members' },
  async (trx, actor, { at, ...key }): Promise<void> => {
    await trx
      .updateTable('drafts')
      .set({ discardedAt: at })
      .where(ofDraft(actor, key))
      .where('discardedAt', 'is', null)
      .execute()
  },
)
