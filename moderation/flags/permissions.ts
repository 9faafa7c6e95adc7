import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isStaff } from '#app/domain/users/roles.ts'
import type { FlagReason, PostKind } from '#db/schema.ts'

/** What may be wrong with each kind of post: a question cannot fail to answer, and a comment duplicates nothing. */
const FLAG_REASONS_OF = {
  question: ['spam', 'rude', 'personal_data', 'duplicate', 'no_longer_valid', 'other'],
  answer: ['spam', 'rude', 'personal_data', 'not_an_answer', 'duplicate', 'no_longer_valid', 'other'],
  comment: ['spam', 'rude', 'personal_data', 'no_longer_valid', 'other'],
} as const satisfies Partial<Record<PostKind, FlagReason[]>>

export const FLAG_REASONS = FLAG_REASONS_OF.answer

/** The reasons for which a post can be flagged; none for one that is no question, answer or comment. */
export const flagReasonsOf = (kind: PostKind): readonly FlagReason[] =>
  kind in FLAG_REASONS_OF ? FLAG_REASONS_OF[kind as keyof typeof FLAG_REASONS_OF] : []

/** A post is hidden when the weight of its flags reaches this number. */
export const HIDES_AT = 3

export const canFlag = mayAct(
  (actor, thread: { categoryId: number }, post: { authorId: number | null }) =>
    actor.id !== post.authorId && hasPrivilege(actor, 'flag', thread.categoryId),
)

/** The weight of a flag of somebody: a flag of staff hides at once, and experienced people weigh more than new ones. */
export function flagWeight(viewer: Viewer, thread: { categoryId: number; tagIds: number[] }): number {
  if (viewer === null) return 0
  if (isStaff(viewer, thread.categoryId)) return HIDES_AT
  if (isModerator(viewer, thread.categoryId) || isExpertOf(viewer, thread.tagIds)) return 2
  return viewer.reputation >= 500 ? 1.5 : 1
}
