import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockForDecision } from '#app/domain/suggested-edits/approve-edit.ts'
import { lockSuggestedEdit } from '#app/domain/suggested-edits/lock-suggested-edit.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const NOTE_MAX = 500

/**
 * Turns a suggested edit down, with a reason that its author reads. Throws forbidden `edit.decide`; conflict
 * `edit.decided`, `edit.changed`, `edit.not_visible`; invalid `note.missing`, `note.too_long`.
 */
export function rejectEdit(
  db: Db,
  actor: Actor,
  { editId, version, note, at = new Date() }: { editId: number; version: number; note: string; at?: Date },
): Promise<{ threadId: number; postId: number }> {
  return inTransaction(db, async (trx) => {
    const { edit, post, thread } = await lockForDecision(trx, actor, { editId, version })
    const decisionNote = typedText(note)
    if (isBlank(decisionNote)) throw invalid('note', 'note.missing')
    if (decisionNote.length > NOTE_MAX) throw invalid('note', 'note.too_long', { max: NOTE_MAX })

    await trx
      .updateTable('suggestedEdits')
      .set({ state: 'rejected', decidedBy: actor.id, decidedAt: at, decisionNote, version: edit.version + 1 })
      .where('id', '=', edit.id)
      .execute()
    await recordEvent(
      trx,
      actor,
      'post.edit_rejected',
      { threadId: thread.id, postId: post.id, userId: edit.authorId },
      { after: { suggestedEditId: edit.id, note: decisionNote } },
    )
    return { threadId: thread.id, postId: post.id }
  })
}

/** Takes one's own suggestion back. Throws forbidden `edit.withdraw`, conflict `edit.decided`. */
export function withdrawEdit(
  db: Db,
  actor: Actor,
  { editId, at = new Date() }: { editId: number; at?: Date },
): Promise<{ threadId: number; postId: number }> {
  return inTransaction(db, async (trx) => {
    const { edit, post, thread } = await lockSuggestedEdit(trx, actor, editId)
    if (edit.authorId !== actor.id) throw forbidden('edit.withdraw')

    await trx
      .updateTable('suggestedEdits')
      .set({ state: 'withdrawn', decidedBy: actor.id, decidedAt: at, version: edit.version + 1 })
      .where('id', '=', edit.id)
      .execute()
    const subject = { threadId: thread.id, postId: post.id, userId: post.authorId }
    await recordEvent(trx, actor, 'post.edit_withdrawn', subject, { after: { suggestedEditId: edit.id } })
    return { threadId: thread.id, postId: post.id }
  })
}
