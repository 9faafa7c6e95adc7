import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator, isSilenced, isSuspended } from '#app/domain/users/roles.ts'
import type { PostKind, PostState } from '#db/schema.ts'

type PostFacts = { authorId: number | null; kind: PostKind; state: PostState }

export function canComment(
  viewer: Viewer,
  thread: { authorId: number | null; categoryId: number; closedAt: Date | null },
  post: Pick<PostFacts, 'authorId' | 'state'>,
): boolean {
  if (viewer === null || isSuspended(viewer) || isSilenced(viewer)) return false
  if (thread.closedAt || post.state === 'deleted') return false
  const own = post.authorId === viewer.id || thread.authorId === viewer.id
  return own || hasPrivilege(viewer, 'commentEverywhere', thread.categoryId)
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

/** The text of an old revision is removed by whoever keeps order. */
export const canRedactRevision = (viewer: Viewer, categoryId: number): boolean =>
  viewer !== null && !isSuspended(viewer) && isModerator(viewer, categoryId)
