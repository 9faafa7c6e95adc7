import { conflict, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { credit } from '#app/domain/reputation/ledger.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { lockReview } from '#moderation/review/lock-review.ts'
import { showHeldPost } from '#moderation/review/show-held-post.ts'

const NOTE_MAX = 1000

export type Decision = {
  reviewId: number
  /** The version that was looked at: a flag or a decision since then asks for another look. */
  version: number
  decision: 'hide' | 'keep'
  note: string
}

/**
 * Ends a review. Hidden: its flags were right, and abuse costs the author 100 points. Kept: the post is shown again. One
 * that has waited since it was posted is removed, or posted now.
 * A post that its author deleted meanwhile stays deleted. Throws conflict `review.decided`, `review.claimed`,
 * `review.changed`, invalid `note.too_long`.
 */
export function decideReview(
  db: Db,
  actor: Actor,
  { reviewId, version, decision, note }: Decision,
  { now = new Date() } = {},
): Promise<{ threadId: number | null }> {
  return inTransaction(db, async (trx) => {
    const { review, post } = await lockReview(trx, actor, reviewId)
    if (review.decidedAt) throw conflict('review.decided')
    if (review.claimedBy !== null && review.claimedBy !== actor.id) throw conflict('review.claimed')
    if (review.version !== version) throw conflict('review.changed')
    const decisionNote = typedText(note)
    if (decisionNote.length > NOTE_MAX) throw invalid('note', 'note.too_long', { max: NOTE_MAX })

    const upheld = decision === 'hide'
    await trx
      .updateTable('reviews')
      .set({
        state: upheld ? 'upheld' : 'rejected',
        decidedBy: actor.id,
        decidedAt: now,
        decisionNote,
        version: review.version + 1,
      })
      .where('id', '=', reviewId)
      .execute()
    const held = review.cause === 'new_member' && post.state === 'pending'
    const target = upheld ? (held ? 'deleted' : 'hidden') : 'visible'
    if (held && !upheld) await showHeldPost(trx, actor, post.id, { now })
    else if (post.state !== 'deleted' && post.state !== target) await setPostState(trx, actor, post.id, target)

    if (upheld && post.authorId !== null) {
      const abuse = await trx
        .selectFrom('flags')
        .where('reviewId', '=', reviewId)
        .where('reason', 'in', ['spam', 'rude'])
        .select('id')
        .limit(1)
        .executeTakeFirst()
      if (abuse) await credit(trx, { userId: post.authorId, kind: 'flag_upheld', postId: post.id, reviewId, at: now })
    }

    if (upheld) {
      const flaggers = await trx.selectFrom('flags').where('reviewId', '=', reviewId).select('flaggerId').execute()
      for (const { flaggerId } of flaggers) await enqueue(trx, 'badges.evaluate', { userId: flaggerId })
    }

    await recordEvent(
      trx,
      actor,
      upheld ? 'review.upheld' : 'review.rejected',
      { threadId: post.threadId, postId: post.id, reviewId, userId: post.authorId },
      { before: { state: post.state }, after: { decision, note: decisionNote } },
    )
    return { threadId: post.threadId }
  })
}
