import { data, type LoaderFunctionArgs } from '@remix-run/node'
import type { HttpError } from '#app/web/http.ts'
import { findNotFoundSuggestions } from '#app/web/not-found-suggestions.server.ts'

/** Answers 404 for every address without a page; the root shows the page. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const instead = await findNotFoundSuggestions(request, context)
  throw data({ code: 'page.not_found', figures: {}, instead } satisfies HttpError, { status: 404 })
}

export default function NotFound() {
  return null
}
