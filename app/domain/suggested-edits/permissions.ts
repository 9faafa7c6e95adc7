import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isSuspended } from '#app/domain/users/roles.ts'

type PostFacts = { authorId: number | null; categoryId: number }

/** Reviewers and the author of the post; nobody on what they suggested themselves. */
export const canDecideEdit = (viewer: Viewer, edit: { authorId: number }, post: PostFacts): boolean =>
  viewer !== null &&
  !isSuspended(viewer) &&
  viewer.id !== edit.authorId &&
  (viewer.id === post.authorId || hasPrivilege(viewer, 'review', post.categoryId))

/** Whoever suggested it, whoever wrote the post, and reviewers; it may say what the post must not. */
export const canSeeEdit = (viewer: Viewer, edit: { authorId: number }, post: PostFacts): boolean =>
  viewer !== null &&
  (viewer.id === edit.authorId || viewer.id === post.authorId || hasPrivilege(viewer, 'review', post.categoryId))
