import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import type { CloseReason } from '#db/schema.ts'

/** Why a moderator closes a thread. The reason "solved" is only for the job that closes solved threads. */
export const CLOSE_REASONS = ['duplicate', 'needs_detail', 'off_topic', 'no_longer_valid', 'other'] as const
const REOPENS_WITHIN_DAYS = 14

export const canClose = mayWrite((actor, thread: { categoryId: number }) => isModerator(actor, thread.categoryId))

/** Who may close both threads may merge them. */
export const canMerge = mayAct((actor, thread: { categoryId: number }) => canClose(actor, thread))

/** Moderators may reopen. The asker may for 14 days, when the thread closed automatically because it was solved. */
export const canReopen = mayAct((actor, thread: Closed, now: Date = new Date()) => {
  if (thread.closedAt === null) return false
  if (isModerator(actor, thread.categoryId)) return true
  const fresh = now.getTime() - thread.closedAt.getTime() <= REOPENS_WITHIN_DAYS * 86_400_000
  return actor.id === thread.authorId && thread.closeReason === 'solved' && fresh
})
type Closed = { categoryId: number; authorId: number | null; closedAt: Date | null; closeReason: CloseReason | null }

/** Members with the privilege decide by votes what a moderator decides alone. */
export const canVoteToClose = mayWrite(
  (actor, thread: { categoryId: number; mergedInto: number | null }) =>
    thread.mergedInto === null && hasPrivilege(actor, 'voteToClose', thread.categoryId),
)

export const canProtect = mayAct(
  (actor, thread: { categoryId: number; mergedInto: number | null }) =>
    thread.mergedInto === null && hasPrivilege(actor, 'protect', thread.categoryId),
)

/** Whether the me-too of somebody counts for the order of questions. */
export const canWeighMeToo = mayAct((actor) => hasPrivilege(actor, 'weighMeToo'))
