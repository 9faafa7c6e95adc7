import type { Viewer } from '#app/domain/users/actor.ts'
import { isSuspended } from '#app/domain/users/roles.ts'

/** Only the asker knows whether it was their problem. */
export const canDecideReply = (viewer: Viewer, thread: { authorId: number | null; closedAt: Date | null }): boolean =>
  viewer !== null && !isSuspended(viewer) && viewer.id === thread.authorId && !thread.closedAt
