import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isSilenced, isStaff, isSuspended } from '#app/domain/users/roles.ts'
import type { PostState } from '#db/schema.ts'

/** After this many days without a word from the asker, an expert of a tag may accept on their behalf. */
export const SILENCE_DAYS = 7

type ThreadFacts = {
  authorId: number | null
  categoryId: number
  tagIds: number[]
  closedAt: Date | null
  questionState: PostState
}

export function canAnswer(viewer: Viewer, thread: ThreadFacts): boolean {
  if (viewer === null || isSuspended(viewer) || isSilenced(viewer)) return false
  return !thread.closedAt && thread.questionState === 'visible' && hasPrivilege(viewer, 'answer', thread.categoryId)
}

export const canAnswerOfficially = (viewer: Viewer, thread: { categoryId: number }): boolean =>
  isStaff(viewer, thread.categoryId)

/**
 * The asker; staff and moderators; and, once the asker has been silent for 7 days, an expert of one of the tags on
 * their behalf. Source: the rules of the forum, "Solving".
 */
export function canAcceptAnswer(
  viewer: Viewer,
  thread: ThreadFacts & { askerLastWordAt: Date },
  now: Date = new Date(),
): boolean {
  if (viewer === null || isSuspended(viewer)) return false
  if (viewer.id === thread.authorId || isModerator(viewer, thread.categoryId)) return true
  const silentFor = now.getTime() - thread.askerLastWordAt.getTime()
  return isExpertOf(viewer, thread.tagIds) && silentFor >= SILENCE_DAYS * 86_400_000
}
