import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator, isSuspended, isSystem } from '#app/domain/users/roles.ts'

/** The reputation from which a member may do a thing; moderators and staff may do all of them. Points: rules, "medium". */
export const PRIVILEGES = {
  ask: 1,
  voteUp: 8,
  flag: 15,
  commentEverywhere: 50,
  suggestEdits: 100,
  voteDown: 125,
  review: 350,
  editOthers: 500,
  createTags: 750,
  seeDeleted: 1000,
} as const

export type Privilege = keyof typeof PRIVILEGES

/** Suspended people read and nothing else, whatever their points or roles. */
export function hasPrivilege(actor: Actor, privilege: Privilege): boolean {
  if (isSuspended(actor)) return false
  return isSystem(actor) || isModerator(actor) || actor.reputation >= PRIVILEGES[privilege]
}
