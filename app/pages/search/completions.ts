import type { LoaderFunctionArgs } from '@remix-run/node'
import { previewResults } from '#app/domain/search/find/preview-results.ts'
import { listPopularSearches } from '#app/domain/search/log/popular-searches.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { orFormErrors } from '#app/web/http.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { resultPath } from '#app/web/paths.ts'
import { readSearchAddress } from '#app/web/search-address.ts'
import { siteAddress } from '#app/web/site-address.ts'
import { db } from '#db/client.server.ts'

const FROM_CHARACTER = 3

/**
 * Suggestions for the search box of a browser in the format of OpenSearch: the typed text, texts, descriptions,
 * addresses.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { text } = readSearchAddress(new URL(request.url).searchParams)
  const [viewer, locale] = [await context.viewer(), await context.locale()]
  const headers = { 'Content-Type': 'application/x-suggestions+json; charset=utf-8', 'Cache-Control': 'no-store' }
  const counted = await orFormErrors(countSearch(db, { userId: viewer?.id ?? null, ip: context.ip, suggests: true }))
  if (counted.failure || text.length < FROM_CHARACTER) {
    return new Response(JSON.stringify([text, [], [], []]), { ...counted.failure?.init, headers })
  }
  const origin = siteAddress(request)
  const begins = text.toLowerCase()
  const popular = (await listPopularSearches(db, locale)).filter((each) => each.text.startsWith(begins))
  const { results } = await previewResults(db, viewer, searchEngine, { text, locale })
  const items = [
    ...popular.map((each) => ({ text: each.text, url: `${origin}/search?q=${encodeURIComponent(each.text)}` })),
    ...results.map((result) => ({ text: result.title, url: origin + resultPath(result) })),
  ]
  const answer = [text, items.map((item) => item.text), items.map(() => ''), items.map((item) => item.url)]
  return new Response(JSON.stringify(answer), { headers })
}
