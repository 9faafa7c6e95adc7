import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { PRIVILEGES, type Privilege } from '#app/domain/users/privilege-presets.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere, isSuspended } from '#app/domain/users/roles.ts'

/** Every privilege from the first to the last, with its points in this forum. */
export function privilegesInOrder(table: Actor['privileges']): Array<{ privilege: Privilege; points: number }> {
  return PRIVILEGES.map((privilege) => ({ privilege, points: table[privilege] })).sort((a, b) => a.points - b.points)
}

/** What the next points open: all privileges of the nearest threshold above, and how far it is. */
export type NextPrivilege = { points: number; privileges: Privilege[]; missing: number; from: number; have: number }

/** Undefined for whom nothing is left to open: everything earned, or a role that opens all of it, or suspended. */
export function nextPrivilege(actor: Actor): NextPrivilege | undefined {
  if (isModeratorEverywhere(actor) || isSuspended(actor)) return undefined
  const order = privilegesInOrder(actor.privileges)
  const have = actor.reputation
  const points = order.find((each) => each.points > have)?.points
  if (points === undefined) return undefined
  const privileges = order.filter((each) => each.points === points).map((each) => each.privilege)
  const from = order.findLast((each) => each.points <= have)?.points ?? 0
  return { points, privileges, missing: points - have, from, have }
}

/**
 * Which privileges are only a matter of points for this person in a category, and of how many. Nobody is told to earn
 * their way out of a suspension.
 */
export function missingPrivileges(viewer: Viewer, categoryId?: number): Partial<Record<Privilege, number>> {
  if (viewer === null || isSuspended(viewer)) return {}
  const missing = PRIVILEGES.filter((privilege) => !hasPrivilege(viewer, privilege, categoryId))
  return Object.fromEntries(missing.map((privilege) => [privilege, viewer.privileges[privilege]]))
}
