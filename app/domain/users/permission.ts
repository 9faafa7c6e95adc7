import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { isSilenced, isSuspended } from '#app/domain/users/roles.ts'

type Permission<Things extends unknown[]> = (viewer: Viewer, ...things: Things) => boolean

/** A permission of people who are signed in and not suspended; the rule is called for those only. */
export const mayAct =
  <Things extends unknown[]>(rule: (actor: Actor, ...things: Things) => boolean): Permission<Things> =>
  (viewer, ...things) =>
    viewer !== null && !isSuspended(viewer) && rule(viewer, ...things)

/** A permission to write what others read: silenced people have none of these either. */
export const mayWrite = <Things extends unknown[]>(
  rule: (actor: Actor, ...things: Things) => boolean,
): Permission<Things> => mayAct((actor, ...things) => !isSilenced(actor) && rule(actor, ...things))
