import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { mayWrite } from '#app/domain/users/permission.ts'
import { isExpertOf, isModerator, isStaff } from '#app/domain/users/roles.ts'
import type { EscalationCause } from '#db/schema.ts'

type Subject = { categoryId: number; tagIds: number[] }

/** The role in which somebody escalates a thread by hand; null when they have none. */
export function escalationCauseOf(
  actor: Actor,
  thread: Subject,
): Extract<EscalationCause, 'staff' | 'moderator' | 'expert'> | null {
  if (isStaff(actor, thread.categoryId)) return 'staff'
  if (isModerator(actor, thread.categoryId)) return 'moderator'
  return isExpertOf(actor, thread.tagIds) ? 'expert' : null
}

export const canEscalate = mayWrite((actor, thread: Subject) => escalationCauseOf(actor, thread) !== null)

/** Every member may write to the staff, suspended and silenced people too; no points are needed. */
export const canContactStaff = (viewer: Viewer): boolean => viewer?.kind === 'person'
