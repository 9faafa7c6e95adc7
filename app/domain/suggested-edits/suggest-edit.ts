import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { conflict, DomainError, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { listTagNames } from '#app/domain/posts/apply-edit.ts'
import { checkEdit, checkReason } from '#app/domain/posts/edit-post.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { canSuggestEdit } from '#app/domain/posts/permissions.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { lockPeople } from '#app/domain/reputation/ledger.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { resolveTags } from '#app/domain/tags/resolve-tags.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

export type Suggestion = {
  body: string
  title?: string
  tags?: string
  reason: string
  /** The version of the text that was before whoever suggests. */
  baseRevision: number
  at?: Date
}

/**
 * Proposes what a post should say; its author or a reviewer decides. A post has one open suggestion, and whoever made it
 * replaces it by suggesting again. Throws forbidden `edit.suggest`; conflict `edit.open`, `post.changed_meanwhile`;
 * too_many `edit.too_many`; invalid `edit.same`, `reason.missing` and by the field.
 */
export function suggestEdit(
  db: Db,
  actor: Actor,
  postId: number,
  suggestion: Suggestion,
): Promise<{ threadId: number; suggestedEditId: number }> {
  const { at = new Date() } = suggestion
  return inTransaction(db, async (trx) => {
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
    if ((await getTextVersion(trx, post.id)) !== suggestion.baseRevision) throw conflict('post.changed_meanwhile')

    const { body, title, tags } = { title: undefined, tags: undefined, ...checkEdit(post.kind, suggestion) }
    const reason = checkReason(suggestion.reason)
    if (reason === '') throw invalid('reason', 'reason.missing')
    const tagNames = tags === undefined ? undefined : await nameTags(trx, actor, tags)
    const tagsBefore = await listTagNames(trx, thread.id)
    const retagged = tagNames !== undefined && tagNames.join(' ') !== tagsBefore.join(' ')
    if (body === post.body && (title ?? thread.title) === thread.title && !retagged) throw invalid('body', 'edit.same')

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
    await recordEvent(
      trx,
      actor,
      'post.edit_suggested',
      { threadId: thread.id, postId: post.id, userId: post.authorId },
      { after: { suggestedEditId, reason } },
    )
    return { threadId: thread.id, suggestedEditId }
  })
}

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
  // Two at one moment, on two posts, must not both be the last one of the day.
  await lockPeople(trx, [edit.authorId])
  const { suggestionsADay: max } = await getSetting(trx, 'editing')
  const { count } = await trx
    .selectFrom('suggestedEdits')
    .where('authorId', '=', edit.authorId)
    .where('createdAt', '>', new Date(edit.createdAt.getTime() - 86_400_000))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= max) throw new DomainError('too_many', 'edit.too_many', undefined, { max })

  const { id } = await trx.insertInto('suggestedEdits').values(edit).returning('id').executeTakeFirstOrThrow()
  return id
}

/** The tags by their names as they are written down, synonyms resolved. */
async function nameTags(trx: Trx, actor: Actor, typed: string[]): Promise<string[]> {
  const ids = await resolveTags(trx, actor, typed)
  const tags = await trx.selectFrom('tags').where('id', 'in', ids).select(['id', 'name']).execute()
  const nameOf = new Map(tags.map((tag) => [tag.id, tag.name]))
  return ids.map((id) => nameOf.get(id)).filter((name) => name !== undefined)
}
