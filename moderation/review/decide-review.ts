import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { faster, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { credit } from '#app/domain/reputation/ledger.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'
import { canClose } from '#moderation/curation/permissions.ts'
import { markThreadOpen } from '#moderation/curation/reopen-thread.ts'
import { approvePost } from '#moderation/review/approve-post.ts'
import { changedReview, findReviewer, lockReview } from '#moderation/review/lock-review.ts'

const NOTE_MAX = 1000

/**
 * Decides a review. Hidden: the flags were right, and for abuse the author loses 100 points. Kept: the post is shown
 * again. A post that was queued for approval is removed, or is posted now. A post that its author has deleted meanwhile
 * stays deleted. A closed question that its author has improved opens again ("keep") or stays closed ("hide"). Throws conflict `review.decided`, `review.claimed`, `review.changed`, invalid `note.too_long`.
 */
export const decideReview = command(
  {
    name: 'review.decide',
    input: z.object({
      reviewId: id,
      /** The version that the reviewer saw: after a later flag or decision, they have to look again. */
      version: z.number().int(),
      decision: z.enum(['hide', 'keep']),
      note: text({ min: 0, max: NOTE_MAX, code: 'note' }),
      at: moment,
    }),
    callers: 'writers',
  },
  async (trx, actor, { reviewId, version, decision, note, at: now }): Promise<{ threadId: number | null }> => {
    const { review, post } = await lockReview(trx, actor, reviewId)
    if (review.decidedAt) throw faster('review.decided', await findReviewer(trx, reviewId))
    if (review.claimedBy !== null && review.claimedBy !== actor.id) {
      throw faster('review.claimed', await findReviewer(trx, reviewId))
    }
    if (review.version !== version) throw await changedReview(trx, review)

    if (review.cause === 'reopening') {
      await decideReopening(trx, actor, { ...review, threadId: post.threadId }, { decision, note, now })
      return { threadId: post.threadId }
    }

    const upheld = decision === 'hide'
    await trx
      .updateTable('reviews')
      .set({
        state: upheld ? 'upheld' : 'rejected',
        decidedBy: actor.id,
        decidedAt: now,
        decisionNote: note,
        version: review.version + 1,
      })
      .where('id', '=', reviewId)
      .execute()
    const firstPost = review.cause === 'new_member' && post.state === 'pending'
    const target = upheld ? (firstPost ? 'deleted' : 'hidden') : 'visible'
    if (firstPost && !upheld) await approvePost(trx, actor, post.id, { now })
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
      for (const { flaggerId } of flaggers) enqueue(trx, 'badges.evaluate', { userId: flaggerId })
    }

    recordEvent(
      trx,
      actor,
      upheld ? 'review.upheld' : 'review.rejected',
      { threadId: post.threadId, postId: post.id, reviewId, userId: post.authorId },
      { before: { state: post.state }, after: { decision, note } },
    )
    return { threadId: post.threadId }
  },
)

/** Whether a closed question opens again, now that its author has edited it. */
async function decideReopening(
  trx: Trx,
  actor: Actor,
  review: { id: number; postId: number; threadId: number | null; version: number },
  { decision, note, now }: { decision: 'hide' | 'keep'; note: string; now: Date },
): Promise<void> {
  const thread = await lockThread(trx, actor, review.threadId ?? 0)
  if (!canClose(actor, thread)) throw forbidden('thread.reopen')
  if (decision === 'keep' && thread.closedAt !== null) {
    await markThreadOpen(trx, actor, thread, { now, note })
    return
  }
  await trx
    .updateTable('reviews')
    .set({ state: 'upheld', decidedBy: actor.id, decidedAt: now, decisionNote: note, version: review.version + 1 })
    .where('id', '=', review.id)
    .execute()
  const subject = { threadId: thread.id, postId: review.postId, reviewId: review.id }
  recordEvent(trx, actor, 'thread.reopening_refused', subject, { after: { note } })
}
