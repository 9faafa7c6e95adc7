import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { isStaff, isStaffAnywhere } from '#app/domain/users/roles.ts'

/** The desk is for staff; staff of some categories work on the tickets of those. */
export const canWorkDesk = mayAct((actor, thread: { categoryId: number }) => isStaff(actor, thread.categoryId))

/** For the page of the desk, which shows everybody the tickets of their categories. */
export const canOpenDesk = mayAct(isStaffAnywhere)

const canReplyAsStaff = mayWrite((actor, thread: { categoryId: number }) => isStaff(actor, thread.categoryId))

/**
 * Staff and the requester may write to each other in private. The requester may also while suspended or silenced: somebody
 * who is kept out of the forum is still a customer.
 */
export const canReplyPrivately = (viewer: Viewer, thread: { authorId: number | null; categoryId: number }): boolean =>
  viewer !== null && (viewer.id === thread.authorId || canReplyAsStaff(viewer, thread))
