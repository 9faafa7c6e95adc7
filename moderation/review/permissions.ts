import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator, isModeratorAnywhere } from '#app/domain/users/roles.ts'

/** The review queue is open to moderators and staff, each for their categories, and to members with the privilege. */
export const canReviewAnywhere = mayAct((actor) => hasPrivilege(actor, 'review') || isModeratorAnywhere(actor))

/** Nobody decides a review of their own post, and nobody by a role in another category. */
export const canDecide = mayAct(
  (actor, post: { authorId: number | null }, thread: { categoryId: number }) =>
    hasPrivilege(actor, 'review', thread.categoryId) && actor.id !== post.authorId,
)

/** Who claimed a review releases it; so do moderators of its category. */
export const canRelease = mayAct(
  (actor, review: { claimedBy: number | null }, thread: { categoryId: number }) =>
    review.claimedBy === actor.id || isModerator(actor, thread.categoryId),
)
