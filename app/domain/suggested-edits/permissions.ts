import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'

type PostFacts = { authorId: number | null; categoryId: number }

const mayReview = mayAct((actor, categoryId: number) => hasPrivilege(actor, 'review', categoryId))

/** Reviewers and the author of the post may decide, but nobody on their own suggested edit. */
export const canDecideEdit = mayAct(
  (actor, edit: { authorId: number }, post: PostFacts) =>
    actor.id !== edit.authorId && (actor.id === post.authorId || mayReview(actor, post.categoryId)),
)

/** Everybody who may act can open the queue: it shows at least the suggested edits of their own posts. */
export const canReadEditQueue = mayAct(() => true)

/** Its author, the author of the post, and reviewers; for others, it may contain what the post must not say. */
export const canSeeEdit = (viewer: Viewer, edit: { authorId: number }, post: PostFacts): boolean =>
  viewer !== null && (viewer.id === edit.authorId || viewer.id === post.authorId || mayReview(viewer, post.categoryId))
