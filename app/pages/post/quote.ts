import type { LoaderFunctionArgs } from '@remix-run/node'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { loadQuote } from '#app/web/quote.server.ts'

/** A post as a Markdown quote, for the answer that is being written below it. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  return Response.json(await orHttpError(loadQuote(actor, idParam(params.postId))))
}
