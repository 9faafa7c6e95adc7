import { mayAct } from '#app/domain/users/permission.ts'
import { isModerator, isStaffEverywhere } from '#app/domain/users/roles.ts'

/** A tag is used in all categories, so staff of some categories appoint nobody and revoke nobody. */
export const canAppointExpert = mayAct(isStaffEverywhere)

const DAY = 86_400_000

/** Moderators at any time; the asker when nobody has answered for a day. */
export const canAskExperts = mayAct(
  (
    actor,
    thread: { authorId: number | null; categoryId: number; createdAt: Date; answerCount: number },
    now: Date = new Date(),
  ) => {
    if (isModerator(actor, thread.categoryId)) return true
    return actor.id === thread.authorId && thread.answerCount === 0 && now.getTime() - thread.createdAt.getTime() >= DAY
  },
)
