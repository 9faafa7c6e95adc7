import { mayAct } from '#app/domain/users/permission.ts'
import { isStaff } from '#app/domain/users/roles.ts'

/** The desk is for staff; who is staff of some categories works the tickets of those. */
export const canWorkDesk = mayAct((actor, thread?: { categoryId: number }) => isStaff(actor, thread?.categoryId))

/** Staff and requester talk to each other where nobody else reads. */
export const canReplyPrivately = mayAct(
  (actor, thread: { authorId: number | null; categoryId: number }) =>
    isStaff(actor, thread.categoryId) || actor.id === thread.authorId,
)
