import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { requestInfo } from '#app/domain/threads/request-info.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  await orHttpError(requestInfo(db, actor, { threadId }))
  return redirect(`/questions/${threadId}`)
}
