import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, oneOf, text } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { isBlank } from '#app/text/typed-text.ts'
import type { Trx } from '#db/transaction.ts'
import { canFlag, FLAG_REASONS, flagReasonsOf, flagWeight, HIDES_AT } from '#moderation/flags/permissions.ts'

const NOTE_MAX = 500

/**
 * Flags a post. All flags of a post are one review; at a weight of 3 the post is hidden until somebody decides. Throws
 * forbidden `flag.own`, `flag.raise`; conflict `flag.twice`, `flag.not_visible`; too_many `flag.too_many`; invalid
 * `reason.unfit` for one that this kind of post cannot have, `note.missing` for the reason "other", `note.too_long`.
 */
export const raiseFlag = command(
  {
    name: 'flag.raise',
    input: z
      .object({
        postId: id,
        reason: oneOf(FLAG_REASONS, 'reason.missing'),
        note: text({ min: 0, max: NOTE_MAX, code: 'note' }),
      })
      .refine(({ reason, note }) => reason !== 'other' || !isBlank(note), { message: 'note.missing', path: ['note'] }),
    callers: 'active',
    rate: 'flag',
  },
  async (trx, actor, { postId, reason, note }): Promise<{ reviewId: number; threadId: number }> => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.authorId === actor.id) throw forbidden('flag.own')
    if (!canFlag(actor, thread, post)) throw forbidden('flag.raise', { points: actor.privileges.flag })
    if (post.state === 'deleted' || flagReasonsOf(post.kind).length === 0) throw conflict('flag.not_visible')
    if (!flagReasonsOf(post.kind).includes(reason)) throw invalid('reason', 'reason.unfit')

    const subject = { threadId: thread.id, postId: post.id, userId: post.authorId }
    const open = await trx
      .selectFrom('reviews')
      .where('postId', '=', post.id)
      .where('decidedAt', 'is', null)
      .select('id')
      .forNoKeyUpdate()
      .executeTakeFirst()
    const review =
      open ??
      (await trx
        .insertInto('reviews')
        .values({ postId: post.id, cause: 'flags' })
        .returning('id')
        .executeTakeFirstOrThrow())
    if (!open) recordEvent(trx, actor, 'review.opened', { ...subject, reviewId: review.id })

    const flag = await trx
      .insertInto('flags')
      .values({
        postId: post.id,
        reviewId: review.id,
        flaggerId: actor.id,
        reason,
        note,
        weight: flagWeight(actor, thread),
      })
      .onConflict((conflict) => conflict.columns(['reviewId', 'flaggerId']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!flag) throw conflict('flag.twice')
    // The version grows, because the reviewer must have seen every flag before deciding.
    if (open) {
      await trx
        .updateTable('reviews')
        // What readers say is wrong comes before whether the question opens again.
        .set((eb) => ({
          version: eb('version', '+', 1),
          cause: eb
            .case()
            .when('cause', '=', 'reopening')
            .then('flags' as const)
            .else(eb.ref('cause'))
            .end(),
        }))
        .where('id', '=', review.id)
        .execute()
    }
    recordEvent(trx, actor, 'flag.raised', { ...subject, reviewId: review.id }, { after: { reason } })

    if (post.state === 'visible' && (await weigh(trx, review.id)) >= HIDES_AT) {
      await setPostState(trx, actor, post.id, 'hidden')
      recordEvent(trx, actor, 'post.hidden', { ...subject, reviewId: review.id })
    }
    return { reviewId: review.id, threadId: thread.id }
  },
)

async function weigh(trx: Trx, reviewId: number): Promise<number> {
  const row = await trx
    .selectFrom('flags')
    .where('reviewId', '=', reviewId)
    .select((eb) => eb.fn.sum<string>('weight').as('weight'))
    .executeTakeFirstOrThrow()
  return Number(row.weight)
}
