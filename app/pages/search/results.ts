import type { LoaderFunctionArgs } from '@remix-run/node'
import { loadSearchPage } from '#app/pages/search/page.server.ts'

/** The data of the search page while somebody types. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const typing = new URL(request.url).searchParams.get('typing') ?? ''
  const { data, init } = await loadSearchPage(request, context, typing)
  const headers = new Headers(init?.headers)
  headers.set('Cache-Control', 'no-store')
  return Response.json(data, { ...init, headers })
}
