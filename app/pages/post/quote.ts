import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { idParam, orHttpError, readForm, requireActor } from '#app/web/http.ts'
import { loadQuote } from '#app/web/quote.server.ts'

/** A post as a Markdown quote, for the answer that is being written below it. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  return Response.json({ markdown: await orHttpError(loadQuote(actor, idParam(params.postId))) })
}

/** The same of the selected part, which is sent as the HTML of the page: one converter writes all Markdown. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { part } = await readForm(request)
  return Response.json({ markdown: await orHttpError(loadQuote(actor, idParam(params.postId), part)) })
}
