import type { Viewer } from '#app/domain/users/actor.ts'
import { isExpertOf, isModerator, isSilenced, isStaff, isSuspended } from '#app/domain/users/roles.ts'
import type { EscalationCause } from '#db/schema.ts'

type Subject = { categoryId: number; tagIds: number[] }

/** In which role somebody hands a thread to staff by hand; null when they may not. */
export function escalationCauseOf(
  viewer: Viewer,
  thread: Subject,
): Extract<EscalationCause, 'staff' | 'moderator' | 'expert'> | null {
  if (viewer === null || isSuspended(viewer)) return null
  if (isStaff(viewer, thread.categoryId)) return 'staff'
  if (isModerator(viewer, thread.categoryId)) return 'moderator'
  return isExpertOf(viewer, thread.tagIds) ? 'expert' : null
}

export const canEscalate = (viewer: Viewer, thread: Subject): boolean => escalationCauseOf(viewer, thread) !== null

/** Every member may write to the staff; it takes no points. */
export const canContactStaff = (viewer: Viewer): boolean =>
  viewer !== null && viewer.kind === 'person' && !isSuspended(viewer) && !isSilenced(viewer)
