import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { passRequest } from '#app/domain/expert-requests/reply-to-request.ts'
import { idParam, orHttpError, pageBefore, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const requestId = idParam(params.requestId)
  const { threadId } = await orHttpError(passRequest(db, actor, { requestId }))
  return redirect(pageBefore(request, `/questions/${threadId}`))
}
