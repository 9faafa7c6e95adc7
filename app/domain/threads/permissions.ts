import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isStaff } from '#app/domain/users/roles.ts'
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

export const canAsk = mayWrite((actor) => hasPrivilege(actor, 'ask'))

export const canAnswer = mayWrite(
  (actor, thread: ThreadFacts) =>
    !thread.closedAt && thread.questionState === 'visible' && hasPrivilege(actor, 'answer', thread.categoryId),
)

export const canAnswerOfficially = (viewer: Viewer, thread: { categoryId: number }): boolean =>
  isStaff(viewer, thread.categoryId)

export const canComment = mayWrite((actor, thread: ThreadFacts, post: Pick<PostFacts, 'authorId' | 'state'>) => {
  if (thread.closedAt || post.state === 'deleted') return false
  const own = post.authorId === actor.id || thread.authorId === actor.id
  return own || hasPrivilege(actor, 'commentEverywhere', thread.categoryId)
})

/**
 * The asker; staff and moderators; and, once the asker has been silent for 7 days, an expert of one of the tags on
 * their behalf. Source: the rules of the forum, "Solving".
 */
export const canAcceptAnswer = mayAct(
  (actor, thread: ThreadFacts & { askerLastWordAt: Date }, now: Date = new Date()) => {
    if (actor.id === thread.authorId || isModerator(actor, thread.categoryId)) return true
    const silentFor = now.getTime() - thread.askerLastWordAt.getTime()
    return isExpertOf(actor, thread.tagIds) && silentFor >= SILENCE_DAYS * 86_400_000
  },
)

export const canEdit = mayWrite((actor, thread: { categoryId: number }, post: PostFacts) => {
  if (post.state === 'deleted') return false
  if (isModerator(actor, thread.categoryId)) return true
  if (actor.id === post.authorId) return true
  return (post.kind === 'question' || post.kind === 'answer') && hasPrivilege(actor, 'editOthers')
})

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
export const canSuggestEdit = mayAct(
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

export const canRestore = mayAct(
  (actor, thread: { categoryId: number }, post: PostFacts & { deletedBy: number | null }) =>
    post.state === 'deleted' && (actor.id === post.deletedBy || isModerator(actor, thread.categoryId)),
)

export const canAskForInfo = mayAct(
  (actor, thread: ThreadFacts) =>
    actor.id !== thread.authorId && (isModerator(actor, thread.categoryId) || isExpertOf(actor, thread.tagIds)),
)

export const canSolveWithoutAnswer = mayAct(
  (actor, thread: ThreadFacts) => actor.id === thread.authorId || isModerator(actor, thread.categoryId),
)
