import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator, isSuspended } from '#app/domain/users/roles.ts'

/** The review queue is open to moderators and staff, each for their categories, and to experienced members. */
export const canReview = (viewer: Viewer): boolean =>
  viewer !== null && (hasPrivilege(viewer, 'review') || (isModerator(viewer) && !isSuspended(viewer)))

/** Nobody judges their own post. */
export const canDecide = (viewer: Viewer, post: { authorId: number | null }): boolean =>
  viewer !== null && canReview(viewer) && viewer.id !== post.authorId
