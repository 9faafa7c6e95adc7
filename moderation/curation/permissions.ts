import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator, isSuspended } from '#app/domain/users/roles.ts'
import type { CloseReason } from '#db/schema.ts'

/** Why a moderator closes a thread; "solved" is the forum's own reason, when a solved thread has been quiet. */
export const CLOSE_REASONS = ['duplicate', 'needs_detail', 'off_topic', 'no_longer_valid', 'other'] as const
const REOPENS_WITHIN_DAYS = 14

export const canClose = (viewer: Viewer, thread: { categoryId: number }): boolean =>
  viewer !== null && !isSuspended(viewer) && isModerator(viewer, thread.categoryId)

/** Who may close both threads may make one of them. */
export const canMerge = (viewer: Viewer, thread: { categoryId: number }): boolean => canClose(viewer, thread)

/** Moderators; and for 14 days the asker, when the thread only closed because it was solved. */
export function canReopen(
  viewer: Viewer,
  thread: { categoryId: number; authorId: number | null; closedAt: Date | null; closeReason: CloseReason | null },
  now: Date = new Date(),
): boolean {
  if (viewer === null || isSuspended(viewer) || thread.closedAt === null) return false
  if (isModerator(viewer, thread.categoryId)) return true
  const fresh = now.getTime() - thread.closedAt.getTime() <= REOPENS_WITHIN_DAYS * 86_400_000
  return viewer.id === thread.authorId && thread.closeReason === 'solved' && fresh
}

/** Members who have earned it decide together what a moderator decides alone. */
export const canVoteToClose = (viewer: Viewer, thread: { categoryId: number; mergedInto: number | null }): boolean =>
  viewer !== null && thread.mergedInto === null && hasPrivilege(viewer, 'voteToClose', thread.categoryId)

export const canProtect = (viewer: Viewer, thread: { categoryId: number; mergedInto: number | null }): boolean =>
  viewer !== null && thread.mergedInto === null && hasPrivilege(viewer, 'protect', thread.categoryId)
