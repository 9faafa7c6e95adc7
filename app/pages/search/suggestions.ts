import type { LoaderFunctionArgs } from '@remix-run/node'
import { completeOperator } from '#app/domain/search/find/complete-operator.ts'
import { previewResults } from '#app/domain/search/find/preview-results.ts'
import { listPopularSearches } from '#app/domain/search/log/popular-searches.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import type { SearchSuggestions } from '#app/ui/search/search-panel.tsx'
import { orFormErrors } from '#app/web/http.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { resultPath } from '#app/web/paths.ts'
import { readSearchAddress } from '#app/web/search-address.ts'
import { logSearchOfRequest } from '#app/web/search-log.server.ts'
import { db } from '#db/client.server.ts'

const FROM_CHARACTER = 2

/** What a search box suggests while somebody types. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const params = new URL(request.url).searchParams
  // The space at the end is kept: it ends a filter.
  const typed = (params.get('q') ?? '').slice(0, 300).replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')
  const { text } = readSearchAddress(params)
  const [viewer, locale] = [await context.viewer(), await context.locale()]
  const answer: SearchSuggestions = { popular: [], completions: null, results: [], token: null }
  const counted = await orFormErrors(countSearch(db, { userId: viewer?.id ?? null, ip: context.ip, suggests: true }))
  if (counted.failure) return Response.json(answer, counted.failure.init ?? {})

  if (text === '') answer.popular = (await listPopularSearches(db, locale)).map((each) => each.text)
  else answer.completions = (await completeOperator(db, typed, locale)) ?? null

  if (params.has('results') && text.length >= FROM_CHARACTER && answer.completions === null) {
    const { count, results } = await previewResults(db, viewer, searchEngine, { text, locale })
    const typedFrom = params.get('typing')
    answer.token =
      (await logSearchOfRequest(request, context, { text, surface: 'header', hits: count }, { typedFrom })) ?? null
    answer.results = results.map((result) => ({
      postId: result.postId,
      title: result.title,
      path: resultPath(result),
      locale: result.locale,
      isArticle: result.articleId !== null,
      solved: result.solved,
    }))
  }
  return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } })
}
