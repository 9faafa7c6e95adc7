import type { AppLoadContext } from '@remix-run/node'
import { DomainError } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { countCompletion } from '#app/web/limits.server.ts'
import { refusalJson } from '#app/web/upload.server.ts'

/** Answers with completions of the word that is being typed: only for members, and with a rate limit. */
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
