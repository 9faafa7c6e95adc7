import { z } from 'zod'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { renderedText } from '#app/domain/render-text.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import { siteOrigins } from '#app/platform/site-origins.ts'
import { findReferences } from '#app/text/markdown-references.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * The seconds between opening and sending the form; null when the form gives no believable number, absent without a
 * form.
 */
export const typedSeconds = z.number().nullable().optional()

/**
 * Whether a post is queued for approval: the first post of a new member, when it was typed faster than people type or
 * has many links. A post that no form sent (import, mail) is not queued. Source: the rules of the forum, "Asking".
 */
export async function needsApproval(
  actor: Actor,
  { body, typedSeconds, categoryId }: { body: string; typedSeconds?: number | null | undefined; categoryId: number },
  /** Whether a post of theirs is visible already, and the settings. */
  {
    wasRead,
    newMembers,
    rateLimits,
  }: { wasRead: boolean; newMembers: Setting<'newMembers'>; rateLimits: Setting<'rateLimits'> },
): Promise<boolean> {
  if (typedSeconds === undefined || actor.kind !== 'person' || isModerator(actor, categoryId)) return false
  if (!newMembers.reviewFirstPost || actor.reputation >= rateLimits.newBelowPoints || wasRead) return false
  if (typedSeconds === null || typedSeconds < newMembers.typingSeconds) return true
  return findReferences(await renderedText(body, { writerId: actor.id }), siteOrigins()).foreignLinks > newMembers.links
}

/** Adds a post to the review queue. Until it is approved, only its author and reviewers know of it. */
export async function queueForApproval(trx: Trx, actor: Actor, post: { id: number; threadId: number }): Promise<void> {
  const review = await trx
    .insertInto('reviews')
    .values({ postId: post.id, cause: 'new_member' })
    .returning('id')
    .executeTakeFirstOrThrow()
  recordEvent(trx, actor, 'post.queued', {
    threadId: post.threadId,
    postId: post.id,
    reviewId: review.id,
    userId: actor.id,
  })
}
