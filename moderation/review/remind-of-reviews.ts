import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'

const WAITS_HOURS = 24

/** Reminds the moderators, once, of each review that nobody has taken for a day. */
export const remindOfReviews = command(
  { name: 'review.remind', input: z.object({ now: z.date() }), callers: 'system' },
  async (trx, actor, { now }): Promise<number> => {
    const waiting = await trx
      .updateTable('reviews')
      .set({ remindedAt: now })
      .where('decidedAt', 'is', null)
      .where('claimedBy', 'is', null)
      .where('remindedAt', 'is', null)
      .where('openedAt', '<=', new Date(now.getTime() - WAITS_HOURS * 3_600_000))
      .returning(['id', 'postId'])
      .execute()
    for (const { id: reviewId, postId } of waiting) {
      const { threadId, authorId } = await trx
        .selectFrom('posts')
        .where('id', '=', postId)
        .select(['threadId', 'authorId'])
        .executeTakeFirstOrThrow()
      recordEvent(trx, actor, 'review.waited', { threadId, postId, userId: authorId, reviewId })
    }
    return waiting.length
  },
)
