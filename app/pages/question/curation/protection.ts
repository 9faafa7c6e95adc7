import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { idParam, orHttpError, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import { protectThread } from '#moderation/curation/protect-thread.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { undo } = await readForm(request)
  await orHttpError(protectThread(db, actor, { threadId, undo: undo === 'on' }))
  return redirect(`/questions/${threadId}`)
}
