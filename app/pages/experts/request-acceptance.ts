import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { acceptRequest } from '#app/domain/expert-requests/reply-to-request.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const requestId = idParam(params.requestId)
  const { threadId } = await orHttpError(acceptRequest(db, actor, { requestId }))
  return redirect(`/questions/${threadId}`)
}
