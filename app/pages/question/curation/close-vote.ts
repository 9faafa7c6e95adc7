import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import { removeCloseVote } from '#moderation/curation/vote-to-close.ts'

/** Only takes a vote back. A vote needs a reason, so it is cast on the page of the closure. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  await orHttpError(removeCloseVote(db, actor, { threadId }))
  return redirect(`/questions/${threadId}`)
}
