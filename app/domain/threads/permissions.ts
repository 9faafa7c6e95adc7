import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isSilenced, isSuspended } from '#app/domain/users/roles.ts'

type ThreadFacts = { authorId: number | null; categoryId: number; tagIds: number[] }

export const canAsk = (viewer: Viewer): boolean => viewer !== null && !isSilenced(viewer) && hasPrivilege(viewer, 'ask')

export const canAskForInfo = (viewer: Actor | null, thread: ThreadFacts): boolean =>
  viewer !== null &&
  !isSuspended(viewer) &&
  viewer.id !== thread.authorId &&
  (isModerator(viewer, thread.categoryId) || isExpertOf(viewer, thread.tagIds))

export const canSolveWithoutAnswer = (viewer: Viewer, thread: Omit<ThreadFacts, 'tagIds'>): boolean =>
  viewer !== null && !isSuspended(viewer) && (viewer.id === thread.authorId || isModerator(viewer, thread.categoryId))
