import { z } from 'zod'
import { unlinkAttachments } from '#app/domain/attachments/unlink-attachments.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { revisionNumber } from '#app/domain/posts/add-revision.ts'
import { canRedactRevision } from '#app/domain/posts/permissions.ts'
import { getPostOfHistory } from '#app/domain/revisions/history.ts'

/**
 * Removes the text of an old revision that must not stay, such as a password or an address of a person. Who changed the
 * post and when is kept. The current text cannot be removed; edit it first. The suggested edit that became this
 * revision is emptied too. Repeating it changes nothing. Throws forbidden `revision.redact`, not-found `post`,
 * `revision`, conflict `revision.current`, invalid `reason.missing`, `reason.too_long`.
 */
export const redactRevision = command(
  {
    name: 'revision.redact',
    input: z.object({
      postId: id,
      number: revisionNumber,
      reason: text({ min: 1, max: 300, code: 'reason' }),
      at: moment,
    }),
    callers: 'writers',
  },
  async (trx, actor, { postId, number, reason, at }): Promise<void> => {
    const post = await getPostOfHistory(trx, actor, postId)
    if (!canRedactRevision(actor, post.categoryId)) throw forbidden('revision.redact')

    // Every edit of the post holds this lock, so the newest revision stays the newest until this is done.
    await trx.selectFrom('posts').where('id', '=', postId).select('id').forNoKeyUpdate().execute()
    const newest = await trx
      .selectFrom('revisions')
      .where('postId', '=', postId)
      .select((eb) => eb.fn.max('number').as('number'))
      .executeTakeFirst()
    if (newest?.number === number) throw conflict('revision.current')

    const redacted = await trx
      .updateTable('revisions')
      .set((eb) => ({
        title: eb.case().when('title', 'is', null).then(null).else('').end(),
        tags: null,
        body: '',
        bodyFormat: 'markdown',
        reason: '',
        redactedAt: at,
        redactedBy: actor.id,
      }))
      .where('postId', '=', postId)
      .where('number', '=', number)
      .where('redactedAt', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!redacted) {
      await trx
        .selectFrom('revisions')
        .where('postId', '=', postId)
        .where('number', '=', number)
        .select('id')
        .executeTakeFirstOrThrow(() => notFound('revision'))
      return
    }
    await trx
      .updateTable('suggestedEdits')
      .set((eb) => ({ body: '', reason: '', title: eb.case().when('title', 'is', null).then(null).else('').end() }))
      .where('postId', '=', postId)
      .where('revisionNumber', '=', number)
      .execute()
    await unlinkAttachments(trx, postId)
    recordEvent(
      trx,
      actor,
      'revision.redacted',
      { threadId: post.threadId, articleId: post.articleId, postId },
      { after: { revision: number, reason } },
    )
  },
)
