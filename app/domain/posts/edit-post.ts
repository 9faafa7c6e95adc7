import { z } from 'zod'
import { fieldsInput } from '#app/domain/categories/fields.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { checked, id, line, moment, text, writtenIn } from '#app/domain/input.ts'
import { applyEdit } from '#app/domain/posts/apply-edit.ts'
import { askForReview } from '#app/domain/posts/ask-for-review.ts'
import { closeMatchingEdit } from '#app/domain/posts/close-suggested-edit.ts'
import { isInGracePeriod } from '#app/domain/posts/is-in-grace-period.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { canEdit, minutesUntilEditable } from '#app/domain/posts/permissions.ts'
import { refuseIfChanged } from '#app/domain/posts/text-version.ts'
import { BODY_LENGTH, bodyOf, STORED_BODY_MAX } from '#app/domain/posts/write-post.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { tagsInput } from '#app/domain/tags/tag-input.ts'
import { parseTags } from '#app/domain/tags/tag-names.ts'
import { STORED_TITLE_MAX, titleInput } from '#app/domain/threads/title.ts'
import { isUnchanged } from '#app/text/editable-source.ts'
import type { PostKind } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export const EDIT_REASON_MAX = 300

/**
 * The input of an edit. The lengths depend on the kind of post, and hold for what the edit changes: an imported title or
 * body that is shorter or longer than any that is typed here may stay as it is.
 */
export const postEdit = z.object({
  body: text({ min: 0, max: STORED_BODY_MAX, code: 'body' }),
  reason: text({ min: 0, max: EDIT_REASON_MAX, code: 'reason' }).default(''),
  /**
   * The version of the text that the editor saw. When there is a newer one, the edit is refused as a conflict, so no
   * text is lost.
   */
  baseRevision: z.number().int(),
  title: line({ min: 0, max: STORED_TITLE_MAX, code: 'title' }).optional(),
  tags: tagsInput.optional(),
  categoryId: z.number().int().optional(),
  fields: fieldsInput.optional(),
  language: writtenIn.optional(),
})

/**
 * Changes the text of a post and keeps the revision; title, tags, category and language of a question change with it. In the
 * grace period, the author replaces the text without a revision. Saving without a change changes nothing. A closed
 * thread can be edited, so that its question can be improved and reopened. When its author edits a hidden post, the
 * post goes to review. Throws forbidden `post.edit`, `post.hidden_wait`; conflict `post.changed_meanwhile`; not-found
 * `category`; invalid with the field.
 */
export const editPost = command(
  {
    name: 'post.edit',
    input: postEdit.extend({ postId: id, at: moment }),
    callers: 'writers',
    texts: textsOfEdit,
  },
  async (trx, actor, { postId, at, reason, ...edit }): Promise<{ threadId: number }> => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (!canEdit(actor, thread, post)) throw forbidden('post.edit')
    const { graceMinutes, hiddenMinutes } = await getSetting(trx, 'editing')
    if (minutesUntilEditable(actor, thread, post, { at, hiddenMinutes }) > 0) {
      throw forbidden('post.hidden_wait', { minutes: hiddenMinutes })
    }
    await refuseIfChanged(trx, post.id, edit.baseRevision)

    const text = checkEdit(post, thread, edit)
    const inGracePeriod = await isInGracePeriod(trx, actor, post, thread, { at, minutes: graceMinutes })
    const { changed, change, number } = await applyEdit(trx, actor, { post, thread }, text, {
      editorId: actor.id,
      reason,
      inGracePeriod,
      at,
    })
    await deleteDraft(trx, actor, { kind: 'edit', subjectId: post.id })
    if (!changed) return { threadId: thread.id }

    await askForReview(trx, actor, post, thread)
    await closeMatchingEdit(trx, actor, post.id, { at })
    recordEvent(
      trx,
      actor,
      inGracePeriod ? 'post.corrected' : 'post.edited',
      { threadId: thread.id, postId: post.id },
      { ...change, after: { reason, ...(number && { revision: number }), ...change.after } },
    )
    return { threadId: thread.id }
  },
)

/** The new text, and the present one, with whose links and images it is compared. */
export async function textsOfEdit(
  { postId, body }: { postId: number; body: string },
  db: Db,
): Promise<Record<string, string | undefined>> {
  const post = await db.selectFrom('posts').where('id', '=', postId).select(['body', 'bodyFormat']).executeTakeFirst()
  // The command refuses such a text, so nobody has it rendered.
  const isTooLong = body.length > BODY_LENGTH.question[1] && !(post && isUnchanged(post, body))
  return { body: isTooLong ? undefined : body, before: post?.body }
}

/** Checks the input of an edit by the kind of post, and only what is different now. Throws invalid with the field. */
export function checkEdit(
  post: { kind: PostKind; body: string; bodyFormat: 'markdown' | 'html' },
  thread: { title: string },
  { body, title, tags, categoryId, fields, language }: Omit<z.output<typeof postEdit>, 'baseRevision' | 'reason'>,
) {
  const text = { body: isUnchanged(post, body) ? body : checked(bodyOf(post.kind), body, 'body') }
  if (post.kind !== 'question') return text
  return {
    ...text,
    ...(title === undefined ? {} : { title: title === thread.title ? title : checked(titleInput, title, 'title') }),
    ...(tags === undefined ? {} : { tags: parseTags(tags) }),
    ...(categoryId ? { categoryId } : {}),
    ...(fields ? { fields } : {}),
    ...(language ? { language } : {}),
  }
}

/** How many revisions a post has; 0 for one that was never changed. */
export async function countRevisions(db: Db, postId: number): Promise<number> {
  const row = await db
    .selectFrom('revisions')
    .where('postId', '=', postId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
