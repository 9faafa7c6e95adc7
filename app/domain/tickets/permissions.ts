import type { Viewer } from '#app/domain/users/actor.ts'
import { isStaff, isSuspended } from '#app/domain/users/roles.ts'

/** The desk is for staff; who is staff of some categories works the tickets of those. */
export const canWorkDesk = (viewer: Viewer, thread?: { categoryId: number }): boolean =>
  viewer !== null && !isSuspended(viewer) && isStaff(viewer, thread?.categoryId)

/** Staff and requester talk to each other where nobody else reads. */
export const canReplyPrivately = (viewer: Viewer, thread: { authorId: number | null; categoryId: number }): boolean =>
  viewer !== null && !isSuspended(viewer) && (isStaff(viewer, thread.categoryId) || viewer.id === thread.authorId)
