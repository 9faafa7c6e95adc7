import type { LoaderFunctionArgs } from '@remix-run/node'
import { suggestPosts } from '#app/domain/search/suggest-posts.ts'
import { orFormErrors } from '#app/lib/http.ts'
import { countSearch } from '#app/lib/limits.server.ts'
import { searchEngine } from '#app/lib/search.ts'
import { db } from '#db/client.server.ts'

/** What answers a title already, for the page that is being written. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const title = (new URL(request.url).searchParams.get('title') ?? '').slice(0, 200)
  const viewer = await context.viewer()
  const counted = await orFormErrors(countSearch(db, { userId: viewer?.id ?? null, ip: context.ip, suggests: true }))
  // A suggestion is a courtesy: over the limit there is none for a moment.
  if (counted.failure) return Response.json({ items: [] }, counted.failure.init ?? {})
  const items = await suggestPosts(db, viewer, searchEngine, { title, locale: await context.locale() })
  return Response.json({ items })
}
