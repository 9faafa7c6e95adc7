import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { PRIVILEGES, type Privilege } from '#app/domain/users/privilege-presets.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere, isSuspended } from '#app/domain/users/roles.ts'

/** Every privilege from the first to the last, with its points in this forum. */
export function privilegesInOrder(table: Actor['privileges']): Array<{ privilege: Privilege; points: number }> {
  return PRIVILEGES.map((privilege) => ({ privilege, points: table[privilege] })).sort((a, b) => a.points - b.points)
}

/** The privileges that open next: those of the nearest threshold above, and how many points are missing. */
export type NextPrivilege = { points: number; privileges: Privilege[]; missing: number; from: number; have: number }

/** Undefined when nothing is left to open: everything is earned, a role opens all of it, or the person is suspended. */
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
 * The privileges for which this person only lacks points in a category, and how many are needed. A suspended person
 * gets none, because points do not end a suspension.
 */
export function missingPrivileges(viewer: Viewer, categoryId?: number): Partial<Record<Privilege, number>> {
  if (viewer === null || isSuspended(viewer)) return {}
  const missing = PRIVILEGES.filter((privilege) => !hasPrivilege(viewer, privilege, categoryId))
  return Object.fromEntries(missing.map((privilege) => [privilege, viewer.privileges[privilege]]))
}
