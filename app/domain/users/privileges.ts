import type { Actor } from '#app/domain/users/actor.ts'
import type { Privilege } from '#app/domain/users/privilege-presets.ts'
import { isModerator, isModeratorEverywhere, isSuspended, isSystem } from '#app/domain/users/roles.ts'

/**
 * Suspended people read and nothing else, whatever their points or roles. Who moderates some categories needs no points
 * there: without the category of what is at hand, only moderators of the whole forum do without.
 */
export function hasPrivilege(actor: Actor, privilege: Privilege, categoryId?: number): boolean {
  if (isSuspended(actor)) return false
  const moderates = categoryId === undefined ? isModeratorEverywhere(actor) : isModerator(actor, categoryId)
  return isSystem(actor) || moderates || actor.reputation >= actor.privileges[privilege]
}
