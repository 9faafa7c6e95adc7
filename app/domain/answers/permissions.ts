import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isStaff } from '#app/domain/users/roles.ts'
import type { PostState } from '#db/schema.ts'

/** After this many days without a post of the asker, an expert of a tag may accept on their behalf. */
export const SILENCE_DAYS = 7

type ThreadFacts = {
  authorId: number | null
  categoryId: number
  tagIds: number[]
  closedAt: Date | null
  questionState: PostState
}

export const canAnswer = mayWrite(
  (actor, thread: ThreadFacts) =>
    !thread.closedAt && thread.questionState === 'visible' && hasPrivilege(actor, 'answer', thread.categoryId),
)

export const canAnswerOfficially = (viewer: Viewer, thread: { categoryId: number }): boolean =>
  isStaff(viewer, thread.categoryId)

/**
 * The asker, staff and moderators may accept. When the asker has not written for 7 days, an expert of one of the tags
 * may accept for them. Source: the rules of the forum, "Solving".
 */
export const canAcceptAnswer = mayAct(
  (actor, thread: ThreadFacts & { askerLastWordAt: Date }, now: Date = new Date()) => {
    if (actor.id === thread.authorId || isModerator(actor, thread.categoryId)) return true
    const silentFor = now.getTime() - thread.askerLastWordAt.getTime()
    return isExpertOf(actor, thread.tagIds) && silentFor >= SILENCE_DAYS * 86_400_000
  },
)
