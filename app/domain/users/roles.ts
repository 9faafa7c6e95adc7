import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import type { Role } from '#db/schema.ts'

/**
 * A role in one category ends there. So the question has a place: with `isStaff` and `isModerator` the category of the
 * thing that is looked at or changed; `…Everywhere` for what counts in the whole forum (people, tags, searches);
 * `…Anywhere` only to show the way to a page that then shows what is in their categories.
 */
const holds = (viewer: Viewer, role: Role, categoryId: number): boolean =>
  viewer?.grants.some(
    (grant) => grant.role === role && (grant.categoryId === null || grant.categoryId === categoryId),
  ) ?? false

/**
 * Admins give roles, so the role must be for the whole forum: a grant for one category must not lead to all of them.
 */
export const isAdmin = (viewer: Viewer): boolean =>
  viewer?.grants.some((grant) => grant.role === 'admin' && grant.categoryId === null) ?? false
/** Staff of this category; they work at its desk. An admin may do all that staff may. */
export const isStaff = (viewer: Viewer, categoryId: number): boolean =>
  isAdmin(viewer) || holds(viewer, 'staff', categoryId)
/** Moderators of this category may, and staff and admins too. */
export const isModerator = (viewer: Viewer, categoryId: number): boolean =>
  isStaff(viewer, categoryId) || holds(viewer, 'moderator', categoryId)
/** Where somebody is staff: everywhere, or in these categories. */
export const staffPlaces = (viewer: Viewer): 'everywhere' | number[] =>
  isAdmin(viewer) ? 'everywhere' : placesOf(viewer, ['staff'])
/** Where somebody may moderate: everywhere, or in these categories; staff moderate where they are staff. */
export const moderatorPlaces = (viewer: Viewer): 'everywhere' | number[] =>
  isAdmin(viewer) ? 'everywhere' : placesOf(viewer, ['staff', 'moderator'])

function placesOf(viewer: Viewer, roles: Role[]): 'everywhere' | number[] {
  const places = new Set<number>()
  for (const grant of viewer?.grants ?? []) {
    if (!roles.includes(grant.role)) continue
    if (grant.categoryId === null) return 'everywhere'
    places.add(grant.categoryId)
  }
  return [...places]
}

/** For what belongs to no category: staff who are not limited to some. */
export const isStaffEverywhere = (viewer: Viewer): boolean => staffPlaces(viewer) === 'everywhere'
/** Staff of at least one category. It opens the way to lists of what they may see, and allows nothing by itself. */
export const isStaffAnywhere = (viewer: Viewer): boolean => staffPlaces(viewer).length > 0
/** For acts that count in the whole forum: moderators who are not limited to some categories. */
export const isModeratorEverywhere = (viewer: Viewer): boolean => moderatorPlaces(viewer) === 'everywhere'
/** Moderators of at least one category; like `isStaffAnywhere`. */
export const isModeratorAnywhere = (viewer: Viewer): boolean => moderatorPlaces(viewer).length > 0
export const isExpertOf = (viewer: Viewer, tagIds: number[]): boolean =>
  viewer?.grants.some((grant) => grant.role === 'expert' && grant.tagId !== null && tagIds.includes(grant.tagId)) ??
  false
export const isSystem = (viewer: Viewer): boolean => viewer?.kind === 'system'
/** Silenced people read, vote and solve, but write nothing that others read. */
export const isSilenced = (actor: Actor, now = new Date()): boolean =>
  actor.silencedUntil !== null && actor.silencedUntil > now
export const isSuspended = (actor: Actor, now = new Date()): boolean =>
  actor.suspendedUntil !== null && actor.suspendedUntil > now
