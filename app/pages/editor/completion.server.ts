import type { AppLoadContext } from '@remix-run/node'
import { DomainError } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { countCompletion } from '#app/web/limits.server.ts'
import { refusalJson } from '#app/web/upload.server.ts'

/** What completes the word that somebody types: for who is signed in, and not faster than anybody types. */
export async function answerCompletion(
  context: Pick<AppLoadContext, 'viewer' | 'locale'>,
  find: (actor: Actor) => Promise<unknown[]>,
): Promise<Response> {
  try {
    const actor = await context.viewer()
    if (!actor) throw new DomainError('forbidden', 'session.missing')
    await countCompletion(actor.id)
    return Response.json({ items: await find(actor) }, { headers: { 'Cache-Control': 'no-store' } })
  } catch (error) {
    return refusalJson(error, await context.locale())
  }
}
