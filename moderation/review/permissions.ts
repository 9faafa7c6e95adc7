import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator } from '#app/domain/users/roles.ts'

/** The review queue is open to moderators and staff, each for their categories, and to members with the privilege. */
export const canReview = mayAct((actor) => hasPrivilege(actor, 'review') || isModerator(actor))

/** Nobody decides a review of their own post. */
export const canDecide = mayAct(
  (actor, post: { authorId: number | null }) => canReview(actor) && actor.id !== post.authorId,
)
