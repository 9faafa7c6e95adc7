import { mayAct } from '#app/domain/users/permission.ts'
import type { Privilege } from '#app/domain/users/privilege-presets.ts'
import { isModerator, isModeratorEverywhere, isSystem } from '#app/domain/users/roles.ts'

/**
 * Suspended people read and nothing else, whatever their points or roles. Who moderates some categories needs no points
 * there: without the category of what is at hand, only moderators of the whole forum do without.
 */
export const hasPrivilege = mayAct((actor, privilege: Privilege, categoryId?: number) => {
  const moderates = categoryId === undefined ? isModeratorEverywhere(actor) : isModerator(actor, categoryId)
  return isSystem(actor) || moderates || actor.reputation >= actor.privileges[privilege]
})
