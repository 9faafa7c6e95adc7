import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isSilenced, isStaff, isSuspended } from '#app/domain/users/roles.ts'
import type { PostKind, PostState } from '#db/schema.ts'

/** After this many days without a word from the asker, an expert of a tag may accept on their behalf. */
export const SILENCE_DAYS = 7

type ThreadFacts = {
  authorId: number | null
  categoryId: number
  tagIds: number[]
  closedAt: Date | null
  questionState: PostState
}

type PostFacts = { authorId: number | null; kind: PostKind; state: PostState }

export const canAsk = (viewer: Viewer): boolean => viewer !== null && !isSilenced(viewer) && hasPrivilege(viewer, 'ask')

export function canAnswer(viewer: Viewer, thread: ThreadFacts): boolean {
  if (viewer === null || isSuspended(viewer) || isSilenced(viewer)) return false
  return !thread.closedAt && thread.questionState === 'visible' && hasPrivilege(viewer, 'answer', thread.categoryId)
}

export const canAnswerOfficially = (viewer: Viewer, thread: { categoryId: number }): boolean =>
  isStaff(viewer, thread.categoryId)

export function canComment(viewer: Viewer, thread: ThreadFacts, post: Pick<PostFacts, 'authorId' | 'state'>): boolean {
  if (viewer === null || isSuspended(viewer) || isSilenced(viewer)) return false
  if (thread.closedAt || post.state === 'deleted') return false
  const own = post.authorId === viewer.id || thread.authorId === viewer.id
  return own || hasPrivilege(viewer, 'commentEverywhere', thread.categoryId)
}

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

export function canEdit(viewer: Viewer, thread: { categoryId: number }, post: PostFacts): boolean {
  if (viewer === null || isSuspended(viewer) || isSilenced(viewer)) return false
  if (post.state === 'deleted') return false
  if (isModerator(viewer, thread.categoryId)) return true
  if (viewer.id === post.authorId) return true
  return (post.kind === 'question' || post.kind === 'answer') && hasPrivilege(viewer, 'editOthers')
}

/** How long the author of a hidden post still has to wait before editing it; 0 for everybody and everything else. */
export function minutesUntilEditable(
  viewer: Viewer,
  thread: { categoryId: number },
  post: { state: PostState; hiddenAt: Date | null },
  { at, hiddenMinutes }: { at: Date; hiddenMinutes: number },
): number {
  if (post.state !== 'hidden' || post.hiddenAt === null || isModerator(viewer, thread.categoryId)) return 0
  return Math.max(0, Math.ceil(hiddenMinutes - (at.getTime() - post.hiddenAt.getTime()) / 60_000))
}

/** Whoever may not edit a question or an answer may propose how: what is visible, with the points for it. */
export const canSuggestEdit = (viewer: Viewer, thread: { categoryId: number }, post: PostFacts): boolean =>
  viewer !== null &&
  post.state === 'visible' &&
  (post.kind === 'question' || post.kind === 'answer') &&
  !canEdit(viewer, thread, post) &&
  hasPrivilege(viewer, 'suggestEdits', thread.categoryId)

export function canDelete(viewer: Viewer, thread: { categoryId: number }, post: PostFacts): boolean {
  if (viewer === null || isSuspended(viewer) || post.state === 'deleted') return false
  return viewer.id === post.authorId || isModerator(viewer, thread.categoryId)
}

export function canRestore(
  viewer: Viewer,
  thread: { categoryId: number },
  post: PostFacts & { deletedBy: number | null },
): boolean {
  if (viewer === null || isSuspended(viewer) || post.state !== 'deleted') return false
  return viewer.id === post.deletedBy || isModerator(viewer, thread.categoryId)
}

export const canAskForInfo = (viewer: Actor | null, thread: ThreadFacts): boolean =>
  viewer !== null &&
  !isSuspended(viewer) &&
  viewer.id !== thread.authorId &&
  (isModerator(viewer, thread.categoryId) || isExpertOf(viewer, thread.tagIds))

export const canSolveWithoutAnswer = (viewer: Viewer, thread: ThreadFacts): boolean =>
  viewer !== null && !isSuspended(viewer) && (viewer.id === thread.authorId || isModerator(viewer, thread.categoryId))
