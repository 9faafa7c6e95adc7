import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import type { PostKind, PostState } from '#db/schema.ts'

type PostFacts = { authorId: number | null; kind: PostKind; state: PostState }

export const canEdit = mayWrite((actor, thread: { categoryId: number }, post: PostFacts) => {
  if (post.state === 'deleted') return false
  if (isModerator(actor, thread.categoryId)) return true
  if (actor.id === post.authorId) return true
  return (post.kind === 'question' || post.kind === 'answer') && hasPrivilege(actor, 'editOthers')
})

/**
 * How many minutes the author of a hidden post has to wait before they may edit it; 0 for all other people and posts.
 */
export function minutesUntilEditable(
  viewer: Viewer,
  thread: { categoryId: number },
  post: { state: PostState; hiddenAt: Date | null },
  { at, hiddenMinutes }: { at: Date; hiddenMinutes: number },
): number {
  if (post.state !== 'hidden' || post.hiddenAt === null || isModerator(viewer, thread.categoryId)) return 0
  return Math.max(0, Math.ceil(hiddenMinutes - (at.getTime() - post.hiddenAt.getTime()) / 60_000))
}

/** A member with enough points who may not edit a visible question or answer may suggest an edit. */
export const canSuggestEdit = mayWrite(
  (actor, thread: { categoryId: number }, post: PostFacts) =>
    post.state === 'visible' &&
    (post.kind === 'question' || post.kind === 'answer') &&
    !canEdit(actor, thread, post) &&
    hasPrivilege(actor, 'suggestEdits', thread.categoryId),
)

export const canDelete = mayAct(
  (actor, thread: { categoryId: number }, post: PostFacts) =>
    post.state !== 'deleted' && (actor.id === post.authorId || isModerator(actor, thread.categoryId)),
)

/** A question that others have answered is not its asker's alone: moderators of its category delete it. */
export const canDeleteAnswered = mayAct((actor, thread: { categoryId: number }) =>
  isModerator(actor, thread.categoryId),
)

export const canRestore = mayAct(
  (actor, thread: { categoryId: number }, post: PostFacts & { deletedBy: number | null }) =>
    post.state === 'deleted' && (actor.id === post.deletedBy || isModerator(actor, thread.categoryId)),
)

/** Moderators remove the text of an old revision. */
export const canRedactRevision = mayWrite((actor, categoryId: number) => isModerator(actor, categoryId))
