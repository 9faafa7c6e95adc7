import { mayAct } from '#app/domain/users/permission.ts'
import { isStaff, isStaffAnywhere } from '#app/domain/users/roles.ts'

/** The desk is for staff; staff of some categories work on the tickets of those. */
export const canWorkDesk = mayAct((actor, thread: { categoryId: number }) => isStaff(actor, thread.categoryId))

/** For the page of the desk, which shows everybody the tickets of their categories. */
export const canOpenDesk = mayAct(isStaffAnywhere)

/** Staff and the requester may write to each other in private. */
export const canReplyPrivately = mayAct(
  (actor, thread: { authorId: number | null; categoryId: number }) =>
    isStaff(actor, thread.categoryId) || actor.id === thread.authorId,
)
