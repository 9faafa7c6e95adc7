import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { isModerator, isStaff, isSuspended } from '#app/domain/users/roles.ts'

export const canNameExpert = (actor: Actor): boolean => isStaff(actor) && !isSuspended(actor)

const DAY = 86_400_000

/** Moderators at any time, the asker once nobody has answered for a day. */
export function canAskExperts(
  viewer: Viewer,
  thread: { authorId: number | null; categoryId: number; createdAt: Date; answerCount: number },
  now: Date = new Date(),
): boolean {
  if (viewer === null || isSuspended(viewer, now)) return false
  if (isModerator(viewer, thread.categoryId)) return true
  return viewer.id === thread.authorId && thread.answerCount === 0 && now.getTime() - thread.createdAt.getTime() >= DAY
}
