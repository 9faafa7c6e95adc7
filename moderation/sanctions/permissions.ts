import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { isAdmin, isModeratorEverywhere, isSilenced, isSuspended } from '#app/domain/users/roles.ts'
import type { Role } from '#db/schema.ts'

export const SANCTION_KINDS = ['warning', 'silence', 'suspension'] as const
export type SanctionKind = (typeof SANCTION_KINDS)[number]

/**
 * How long a silence or a suspension may last, in days; null is for ever. Source: the rules of the forum, "Moderation".
 */
export const SANCTION_DAYS = [1, 3, 7, 30, null] as const
export type SanctionDays = (typeof SANCTION_DAYS)[number]

/** Sanctions count in the whole forum, so a moderator of some categories cannot give them. */
export const canSanctionAnybody = mayAct(isModeratorEverywhere)

/**
 * Nobody sanctions themselves. Only administrators sanction moderators and staff, and nobody sanctions administrators.
 */
export const canSanction = mayAct((actor, person: { id: number; grants: { role: Role }[] }) => {
  if (!canSanctionAnybody(actor) || actor.id === person.id) return false
  const roles = person.grants.map((grant) => grant.role)
  if (roles.includes('admin')) return false
  return isAdmin(actor) || !(roles.includes('moderator') || roles.includes('staff'))
})

/** The person themselves sees the sanctions, and who may give them: moderators of the whole forum. */
export const canSeeSanctions = (viewer: Viewer, userId: number): boolean =>
  viewer !== null && (viewer.id === userId || canSanctionAnybody(viewer))

/** The sanction that now prevents somebody from writing, and until when; null when it lasts for ever. */
export function currentSanction(actor: Actor): { as: 'suspended' | 'silenced'; until: Date | null } | null {
  const until = (moment: Date | number | null) => (moment instanceof Date ? moment : null)
  if (isSuspended(actor)) return { as: 'suspended', until: until(actor.suspendedUntil) }
  if (isSilenced(actor)) return { as: 'silenced', until: until(actor.silencedUntil) }
  return null
}
