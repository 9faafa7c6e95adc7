import { z } from 'zod'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { revisionNumber } from '#app/domain/posts/add-revision.ts'
import { applyEdit } from '#app/domain/posts/apply-edit.ts'
import { askForReview } from '#app/domain/posts/ask-for-review.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { canEdit, minutesUntilEditable } from '#app/domain/posts/permissions.ts'
import { refuseIfChanged } from '#app/domain/posts/text-version.ts'
import { updateEditsInEffect } from '#app/domain/reputation/update-edit-points.ts'
import { getPostOfHistory } from '#app/domain/revisions/history.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { editableSource } from '#app/text/editable-source.ts'
import type { Db, Trx } from '#db/transaction.ts'

/**
 * Restores the text of an earlier revision of a post as a new revision, which can be rolled back too. Tags that no
 * longer exist are left out; the category stays. Approved edits that it undoes lose their points, and get them back
 * when it is undone. Throws forbidden `post.edit`, `post.hidden_wait`; not-found `revision`; conflict
 * `revision.redacted`, `post.changed_meanwhile`; for an article what `editArticle` throws.
 */
export const rollBack = command(
  {
    name: 'post.roll_back',
    input: z.object({
      postId: id,
      /** The revision whose text comes back. */
      number: revisionNumber,
      /** The version of the text that the person saw. */
      baseRevision: z.number().int(),
      at: moment,
    }),
    callers: 'writers',
    texts: async ({ postId, number }, db) => {
      const texts = await findTexts(db, postId, number)
      return { body: texts && editableSource(texts), before: texts?.before }
    },
  },
  async (trx, actor, { postId, number, baseRevision, at }): Promise<void> => {
    const article = await findArticle(trx, postId)
    if (article) {
      await getPostOfHistory(trx, actor, postId)
      const { title, body } = await getRevisionText(trx, postId, number)
      return editArticle(trx, actor, {
        ...article,
        title: title ?? article.title,
        body,
        weight: 'change',
        baseRevision,
        rolledBackTo: number,
        at,
      })
    }

    const { post, thread } = await lockPost(trx, actor, postId)
    if (!canEdit(actor, thread, post)) throw forbidden('post.edit')
    const { hiddenMinutes } = await getSetting(trx, 'editing')
    if (minutesUntilEditable(actor, thread, post, { at, hiddenMinutes }) > 0) {
      throw forbidden('post.hidden_wait', { minutes: hiddenMinutes })
    }
    const revision = await getRevisionText(trx, post.id, number)
    await refuseIfChanged(trx, post.id, baseRevision)

    const text = {
      body: revision.body,
      ...(revision.title === null ? {} : { title: revision.title }),
      ...(revision.tags.length === 0 ? {} : { tags: revision.tags }),
    }
    const facts = { editorId: actor.id, reason: '', rolledBackTo: number, at }
    const { changed, change } = await applyEdit(trx, actor, { post, thread }, text, facts)
    if (!changed) return

    await askForReview(trx, actor, post, thread)
    await updateEditsInEffect(trx, post.id)
    recordEvent(
      trx,
      actor,
      'post.edited',
      { threadId: thread.id, postId: post.id },
      { ...change, after: { rolledBackTo: number, ...change.after } },
    )
  },
)

/** The text that comes back, and the present one. */
const findTexts = (db: Db, postId: number, number: number) =>
  db
    .selectFrom('revisions')
    .innerJoin('posts', 'posts.id', 'revisions.postId')
    .where('postId', '=', postId)
    .where('number', '=', number)
    .where('redactedAt', 'is', null)
    .select(['revisions.body', 'revisions.bodyFormat', 'posts.body as before'])
    .executeTakeFirst()

const findArticle = (trx: Trx, postId: number) =>
  trx
    .selectFrom('articleTranslations')
    .where('postId', '=', postId)
    .select(['articleId', 'locale', 'title'])
    .executeTakeFirst()

async function getRevisionText(trx: Trx, postId: number, number: number) {
  const revision = await trx
    .selectFrom('revisions')
    .where('postId', '=', postId)
    .where('number', '=', number)
    .select(['title', 'tags', 'body', 'bodyFormat', 'redactedAt'])
    .executeTakeFirstOrThrow(() => notFound('revision'))
  if (revision.redactedAt) throw conflict('revision.redacted')

  const names = (revision.tags ?? []).map((name) => name.toLowerCase())
  const known = names.length > 0 ? await listKnownTags(trx, names) : []
  return { title: revision.title, body: editableSource(revision), tags: names.filter((name) => known.includes(name)) }
}

async function listKnownTags(trx: Trx, names: string[]): Promise<string[]> {
  const known = await trx
    .selectFrom('tags')
    .where('name', 'in', names)
    .select('name')
    .union(trx.selectFrom('tagSynonyms').where('name', 'in', names).select('name'))
    .execute()
  return known.map((tag) => tag.name.toLowerCase())
}
