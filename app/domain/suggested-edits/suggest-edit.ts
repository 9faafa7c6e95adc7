import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { listTagNames, type NewText } from '#app/domain/posts/apply-edit.ts'
import { checkEdit, EDIT_REASON_MAX, postEdit } from '#app/domain/posts/edit-post.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { canSuggestEdit } from '#app/domain/posts/permissions.ts'
import { refuseIfChanged } from '#app/domain/posts/text-version.ts'
import { resolveTags } from '#app/domain/tags/resolve-tags.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isUnchanged } from '#app/text/editable-source.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Suggests a new text for a post; its author or a reviewer decides. A post has at most one open suggested edit; its
 * author replaces it by suggesting again. Throws forbidden `edit.suggest`; conflict `edit.open`,
 * `post.changed_meanwhile`; too_many `edit.too_many`; invalid `edit.same`, `reason.missing` and with the field.
 */
export const suggestEdit = command(
  {
    name: 'suggested_edit.suggest',
    input: postEdit.pick({ body: true, title: true, tags: true, baseRevision: true }).extend({
      postId: id,
      reason: text({ min: 1, max: EDIT_REASON_MAX, code: 'reason' }),
      at: moment,
    }),
    callers: 'writers',
    rate: 'suggested_edit',
  },
  async (trx, actor, { postId, reason, at, ...suggestion }): Promise<{ threadId: number; suggestedEditId: number }> => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (!canSuggestEdit(actor, thread, post)) throw forbidden('edit.suggest', { points: actor.privileges.suggestEdits })
    const open = await trx
      .selectFrom('suggestedEdits')
      .where('postId', '=', post.id)
      .where('decidedAt', 'is', null)
      .select(['id', 'authorId'])
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (open && open.authorId !== actor.id) throw conflict('edit.open')
    await refuseIfChanged(trx, post.id, suggestion.baseRevision)

    const { body, title, tags }: NewText = checkEdit(post, thread, suggestion)
    const tagsBefore = await listTagNames(trx, thread.id)
    const tagNames =
      tags === undefined || tags.join(' ') === tagsBefore.join(' ') ? tags : await nameTags(trx, actor, tags)
    const retagged = tagNames !== undefined && tagNames.join(' ') !== tagsBefore.join(' ')
    if (isUnchanged(post, body) && (title ?? thread.title) === thread.title && !retagged)
      throw invalid('body', 'edit.same')

    await deleteDraft(trx, actor, { kind: 'edit', subjectId: post.id })
    const isQuestion = post.kind === 'question'
    const proposal = {
      baseVersion: suggestion.baseRevision,
      title: isQuestion ? (title ?? thread.title) : null,
      tags: isQuestion ? (tagNames ?? tagsBefore) : null,
      body,
      reason,
    }
    const suggestedEditId = open
      ? await replace(trx, open.id, proposal)
      : await insert(trx, { ...proposal, postId: post.id, authorId: actor.id, createdAt: at })
    recordEvent(
      trx,
      actor,
      'post.edit_suggested',
      { threadId: thread.id, postId: post.id, userId: post.authorId },
      { after: { suggestedEditId, reason } },
    )
    return { threadId: thread.id, suggestedEditId }
  },
)

type Proposal = { baseVersion: number; title: string | null; tags: string[] | null; body: string; reason: string }

async function replace(trx: Trx, id: number, proposal: Proposal): Promise<number> {
  await trx
    .updateTable('suggestedEdits')
    .set((eb) => ({ ...proposal, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  return id
}

async function insert(
  trx: Trx,
  edit: Proposal & { postId: number; authorId: number; createdAt: Date },
): Promise<number> {
  const { id } = await trx.insertInto('suggestedEdits').values(edit).returning('id').executeTakeFirstOrThrow()
  return id
}

/** The stored names of the typed tags, with synonyms resolved. */
async function nameTags(trx: Trx, actor: Actor, typed: string[]): Promise<string[]> {
  const ids = await resolveTags(trx, actor, typed)
  if (ids.length === 0) return []
  const tags = await trx.selectFrom('tags').where('id', 'in', ids).select(['id', 'name']).execute()
  const nameOf = new Map(tags.map((tag) => [tag.id, tag.name]))
  return ids.map((id) => nameOf.get(id)).filter((name) => name !== undefined)
}
