import type { AppLoadContext } from '@remix-run/node'
import { DomainError } from '#app/domain/errors.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

/**
 * Looks for suggestions beside something else, counted with those that are asked for while somebody types. They are a
 * courtesy: over that pace there is `otherwise` in their place, and the page comes all the same.
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
