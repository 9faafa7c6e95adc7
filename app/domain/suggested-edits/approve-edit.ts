import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, faster, forbidden, invalid } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { applyEdit, type NewText } from '#app/domain/posts/apply-edit.ts'
import { askForReview } from '#app/domain/posts/ask-for-review.ts'
import { checkEdit, postEdit, textsOfEdit } from '#app/domain/posts/edit-post.ts'
import { getTextVersion, refuseIfChanged } from '#app/domain/posts/text-version.ts'
import { lockUsers } from '#app/domain/reputation/ledger.ts'
import { updateEditPoints } from '#app/domain/reputation/update-edit-points.ts'
import { lockSuggestedEdit } from '#app/domain/suggested-edits/lock-suggested-edit.ts'
import { canDecideEdit } from '#app/domain/suggested-edits/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db, Trx } from '#db/transaction.ts'

type Outcome = { threadId: number; postId: number }

/** A suggested edit to decide on, in the version that the reviewer saw. */
export const editToDecide = z.object({ editId: id, version: z.number().int(), at: moment })

/**
 * Approves a suggested edit unchanged: the revision has its author, who earns 2 points (at most 1000 in all). Throws
 * forbidden `edit.decide`; conflict `edit.decided`, `edit.changed` when its author replaced it after the reviewer saw
 * it, `edit.outdated` when the post was changed after the suggestion, `edit.not_visible`.
 */
export const approveEdit = command(
  {
    name: 'suggested_edit.approve',
    input: editToDecide,
    callers: 'active',
    texts: async ({ editId }, db) => {
      const edit = await findTexts(db, editId)
      return { body: edit?.body, before: edit?.before }
    },
  },
  async (trx, actor, { editId, version, at }): Promise<Outcome> => {
    const locked = await lockForDecision(trx, actor, { editId, version })
    const { edit, post } = locked
    if ((await getTextVersion(trx, post.id)) !== edit.baseVersion) throw conflict('edit.outdated')
    const text = { body: edit.body, ...(edit.title && edit.tags ? { title: edit.title, tags: edit.tags } : {}) }
    return applySuggestedEdit(trx, actor, locked, text, { improved: false, at })
  },
)

/**
 * Approves a suggested edit with changes of the reviewer, or merged with the present text of the post; the revision
 * names both people. Throws what `approveEdit` throws, conflict `post.changed_meanwhile` in place of `edit.outdated`,
 * and invalid `edit.same` and with the field.
 */
export const improveEdit = command(
  {
    name: 'suggested_edit.improve',
    input: editToDecide.extend(postEdit.pick({ body: true, title: true, tags: true, baseRevision: true }).shape),
    callers: 'writers',
    texts: async ({ editId, body }, db) => {
      const edit = await findTexts(db, editId)
      return edit ? textsOfEdit({ postId: edit.postId, body }, db) : {}
    },
  },
  async (trx, actor, improvement): Promise<Outcome> => {
    const { at } = improvement
    const locked = await lockForDecision(trx, actor, improvement)
    const { edit, post, thread } = locked
    await refuseIfChanged(trx, post.id, improvement.baseRevision)
    const text: NewText = checkEdit(post, thread, improvement)
    const improved =
      text.body !== edit.body ||
      (text.title !== undefined && text.title !== edit.title) ||
      (text.tags !== undefined && text.tags.join(' ') !== edit.tags?.join(' '))
    return applySuggestedEdit(trx, actor, locked, text, { improved, at })
  },
)

/** The text of a suggested edit, and that of its post. */
const findTexts = (db: Db, editId: number) =>
  db
    .selectFrom('suggestedEdits')
    .innerJoin('posts', 'posts.id', 'suggestedEdits.postId')
    .where('suggestedEdits.id', '=', editId)
    .select(['suggestedEdits.postId', 'suggestedEdits.body', 'posts.body as before'])
    .executeTakeFirst()

type Locked = Awaited<ReturnType<typeof lockSuggestedEdit>>

/** A suggested edit that this reviewer may decide on, in the version that they saw. */
export async function lockForDecision(
  trx: Trx,
  actor: Actor,
  { editId, version }: { editId: number; version: number },
): Promise<Locked> {
  const locked = await lockSuggestedEdit(trx, actor, editId)
  const { edit, post, thread } = locked
  if (!canDecideEdit(actor, edit, { ...post, categoryId: thread.categoryId }))
    throw forbidden('edit.decide', { points: actor.privileges.review })
  if (edit.version !== version) throw faster('edit.changed', await findSuggester(trx, edit))
  if (post.state !== 'visible') throw conflict('edit.not_visible')
  return locked
}

const findSuggester = (trx: Trx, edit: { id: number; postId: number }) =>
  findLastChange(trx, {
    verbs: ['post.edit_suggested'],
    about: { postId: edit.postId },
    after: [{ suggestedEditId: edit.id }],
  })

async function applySuggestedEdit(
  trx: Trx,
  actor: Actor,
  { edit, post, thread }: Locked,
  text: NewText,
  { improved, at }: { improved: boolean; at: Date },
): Promise<Outcome> {
  const facts = { editorId: edit.authorId, reason: edit.reason, at }
  const { number, change } = await applyEdit(trx, actor, { post, thread }, text, facts)
  if (number === undefined) throw invalid('body', 'edit.same')
  await askForReview(trx, actor, post, thread)

  await trx
    .updateTable('suggestedEdits')
    .set({
      state: 'approved',
      improved,
      decidedBy: actor.id,
      decidedAt: at,
      revisionNumber: number,
      version: edit.version + 1,
    })
    .where('id', '=', edit.id)
    .execute()
  await lockUsers(trx, [edit.authorId])
  await updateEditPoints(trx, edit.authorId)

  recordEvent(
    trx,
    actor,
    'post.edit_approved',
    { threadId: thread.id, postId: post.id, userId: edit.authorId },
    { ...change, after: { suggestedEditId: edit.id, revision: number, improved, ...change.after } },
  )
  return { threadId: thread.id, postId: post.id }
}
