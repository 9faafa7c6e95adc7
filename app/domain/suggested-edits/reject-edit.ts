import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { editToDecide, lockForDecision } from '#app/domain/suggested-edits/approve-edit.ts'
import { lockSuggestedEdit } from '#app/domain/suggested-edits/lock-suggested-edit.ts'

/**
 * Rejects a suggested edit, with a reason that its author reads. Throws forbidden `edit.decide`; conflict
 * `edit.decided`, `edit.changed`, `edit.not_visible`; invalid `note.missing`, `note.too_long`.
 */
export const rejectEdit = command(
  {
    name: 'suggested_edit.reject',
    input: editToDecide.extend({ note: text({ min: 1, max: 500, code: 'note' }) }),
    callers: 'writers',
  },
  async (trx, actor, { editId, version, note, at }): Promise<{ threadId: number; postId: number }> => {
    const { edit, post, thread } = await lockForDecision(trx, actor, { editId, version })

    await trx
      .updateTable('suggestedEdits')
      .set({ state: 'rejected', decidedBy: actor.id, decidedAt: at, decisionNote: note, version: edit.version + 1 })
      .where('id', '=', edit.id)
      .execute()
    recordEvent(
      trx,
      actor,
      'post.edit_rejected',
      { threadId: thread.id, postId: post.id, userId: edit.authorId },
      { after: { suggestedEditId: edit.id, note } },
    )
    return { threadId: thread.id, postId: post.id }
  },
)

/** Withdraws the own suggested edit. Throws forbidden `edit.withdraw`, conflict `edit.decided`. */
export const withdrawEdit = command(
  { name: 'suggested_edit.withdraw', input: z.object({ editId: id, at: moment }), callers: 'active' },
  async (trx, actor, { editId, at }): Promise<{ threadId: number; postId: number }> => {
    const { edit, post, thread } = await lockSuggestedEdit(trx, actor, editId)
    if (edit.authorId !== actor.id) throw forbidden('edit.withdraw')

    await trx
      .updateTable('suggestedEdits')
      .set({ state: 'withdrawn', decidedBy: actor.id, decidedAt: at, version: edit.version + 1 })
      .where('id', '=', edit.id)
      .execute()
    const subject = { threadId: thread.id, postId: post.id, userId: post.authorId }
    recordEvent(trx, actor, 'post.edit_withdrawn', subject, { after: { suggestedEditId: edit.id } })
    return { threadId: thread.id, postId: post.id }
  },
)
