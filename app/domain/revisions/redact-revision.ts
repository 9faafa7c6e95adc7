import { forgetAttachments } from '#app/domain/attachments/forget-attachments.ts'
import { conflict, forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { canRedactRevision } from '#app/domain/posts/permissions.ts'
import { getPostOfHistory } from '#app/domain/revisions/history.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const REASON_MAX = 300

/**
 * Removes the text of an old revision that must not stay, such as a password or somebody's address; who changed the post
 * and when stays. What the post says now is edited first. The suggested edit that it was is emptied with it. Doing it
 * again changes nothing. Throws forbidden `revision.redact`, not-found `post`, `revision`, conflict `revision.current`,
 * invalid `reason.missing`, `reason.too_long`.
 */
export function redactRevision(
  db: Db,
  actor: Actor,
  { postId, number, reason, at = new Date() }: { postId: number; number: number; reason: string; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const post = await getPostOfHistory(trx, actor, postId)
    if (!canRedactRevision(actor, post.categoryId)) throw forbidden('revision.redact')
    const why = typedText(reason)
    if (isBlank(why)) throw invalid('reason', 'reason.missing')
    if (why.length > REASON_MAX) throw invalid('reason', 'reason.too_long', { max: REASON_MAX })

    // Whoever edits the post holds it: the newest revision is the newest until this is done.
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
    await forgetAttachments(trx, postId)
    await recordEvent(
      trx,
      actor,
      'revision.redacted',
      { threadId: post.threadId, articleId: post.articleId, postId },
      { after: { revision: number, reason: why } },
    )
  })
}
