import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'

/** The review queue is open to moderators, staff and experienced members. */
export const canReview = (viewer: Viewer): boolean => viewer !== null && hasPrivilege(viewer, 'review')

/** Nobody judges their own post. */
export const canDecide = (viewer: Viewer, post: { authorId: number | null }): boolean =>
  viewer !== null && canReview(viewer) && viewer.id !== post.authorId
