import { mayAct } from '#app/domain/users/permission.ts'
import type { Privilege } from '#app/domain/users/privilege-presets.ts'
import { isModerator, isModeratorEverywhere, isSystem } from '#app/domain/users/roles.ts'

/**
 * Suspended people only read, whatever their points or roles. A moderator of some categories needs no points in those.
 * When no category is given, only moderators of the whole forum need none.
 */
export const hasPrivilege = mayAct((actor, privilege: Privilege, categoryId?: number) => {
  const moderates = categoryId === undefined ? isModeratorEverywhere(actor) : isModerator(actor, categoryId)
  return isSystem(actor) || moderates || actor.reputation >= actor.privileges[privilege]
})
