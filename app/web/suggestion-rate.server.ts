import type { AppLoadContext } from '@remix-run/node'
import { DomainError } from '#app/domain/errors.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

/**
 * Finds suggestions for a page, counted together with those that are requested while somebody types. They are not
 * essential: over that limit the page is shown with `otherwise` in their place.
 */
export async function withinSuggestionRate<Result>(
  context: AppLoadContext,
  otherwise: Result,
  find: () => Promise<Result>,
): Promise<Result> {
  const viewer = await context.viewer()
  try {
    await countSearch(db, { userId: viewer?.id ?? null, ip: context.ip, suggests: true })
  } catch (error) {
    if (error instanceof DomainError) return otherwise
    throw error
  }
  return find()
}
