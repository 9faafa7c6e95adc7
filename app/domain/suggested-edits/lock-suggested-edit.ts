import { faster, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { canSeeEdit } from '#app/domain/suggested-edits/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * A suggested edit with its post and thread, locked in the order of all commands: thread, post, suggested edit. Throws
 * not-found `edit` for an actor who may not see it, conflict `edit.decided`.
 */
export async function lockSuggestedEdit(trx: Trx, actor: Actor, editId: number) {
  const where = await trx
    .selectFrom('suggestedEdits')
    .where('id', '=', editId)
    .select('postId')
    .executeTakeFirstOrThrow(() => notFound('edit'))
  const locked = await lockPost(trx, actor, where.postId)
  const edit = await trx
    .selectFrom('suggestedEdits')
    .selectAll()
    .where('id', '=', editId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('edit'))
  const { categoryId } = locked.thread
  if (!canSeeEdit(actor, edit, { ...locked.post, categoryId })) throw notFound('edit')
  if (edit.decidedAt !== null) {
    const decided = ['post.edit_approved', 'post.edit_rejected', 'post.edit_withdrawn'] as const
    const after = [{ suggestedEditId: edit.id }]
    throw faster('edit.decided', await findLastChange(trx, { verbs: decided, about: { postId: edit.postId }, after }))
  }
  return { ...locked, edit }
}
