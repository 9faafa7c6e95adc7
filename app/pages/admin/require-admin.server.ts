import type { AppLoadContext } from '@remix-run/node'
import { forbidden } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { orHttpError, requireActor } from '#app/web/http.ts'

/** Returns the administrator who requested the page. Throws for anybody else. */
export async function requireAdmin(request: Request, context: AppLoadContext): Promise<Actor> {
  const actor = await requireActor(request, context)
  if (!isAdmin(actor)) await orHttpError(Promise.reject(forbidden('admin.only')))
  return actor
}
