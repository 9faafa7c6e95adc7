import { countUnread } from '#app/domain/notifications/queries.ts'
import { countEditsToDecide } from '#app/domain/suggested-edits/queries.ts'
import { countUnassigned } from '#app/domain/tickets/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'
import { canReviewAnywhere } from '#moderation/review/permissions.ts'
import { countReviews } from '#moderation/review/queries.ts'

/** What waits for somebody, as the menu of every page says it: each as many as the page behind it lists, up to 100. */
export type Waiting = { unread: number; reviews: number; edits: number; desk: number }

export async function countWaiting(db: Db, viewer: Actor): Promise<Waiting> {
  const reviewer = canReviewAnywhere(viewer)
  const [unread, reviews, edits, desk] = await Promise.all([
    countUnread(db, viewer),
    reviewer ? countReviews(db, viewer) : 0,
    reviewer ? countEditsToDecide(db, viewer) : 0,
    countUnassigned(db, viewer),
  ])
  return { unread, reviews, edits, desk }
}
