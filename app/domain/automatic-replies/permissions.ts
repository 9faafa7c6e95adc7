import { mayAct } from '#app/domain/users/permission.ts'

/** Only the asker knows whether the article is about their problem. */
export const canDecideReply = mayAct(
  (actor, thread: { authorId: number | null; closedAt: Date | null }) =>
    actor.id === thread.authorId && !thread.closedAt,
)
