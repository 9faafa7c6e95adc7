import type { LoaderFunctionArgs } from '@remix-run/node'
import { suggestPosts } from '#app/domain/search/search-posts.ts'
import { searchEngine } from '#app/lib/search.ts'
import { db } from '#db/client.server.ts'

/** What answers a title already, for the page that is being written. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const title = (new URL(request.url).searchParams.get('title') ?? '').slice(0, 200)
  const items = await suggestPosts(db, await context.viewer(), searchEngine, { title, locale: await context.locale() })
  return Response.json({ items })
}
