import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'

type PostFacts = { authorId: number | null; categoryId: number }

const mayReview = mayAct((actor, categoryId: number) => hasPrivilege(actor, 'review', categoryId))

/** Reviewers and the author of the post; nobody on what they suggested themselves. */
export const canDecideEdit = mayAct(
  (actor, edit: { authorId: number }, post: PostFacts) =>
    actor.id !== edit.authorId && (actor.id === post.authorId || mayReview(actor, post.categoryId)),
)

/** The queue is everybody's who may act: there are suggestions on their own posts, at least. */
export const canReadEditQueue = mayAct(() => true)

/** Whoever suggested it, whoever wrote the post, and reviewers; it may say what the post must not. */
export const canSeeEdit = (viewer: Viewer, edit: { authorId: number }, post: PostFacts): boolean =>
  viewer !== null && (viewer.id === edit.authorId || viewer.id === post.authorId || mayReview(viewer, post.categoryId))
