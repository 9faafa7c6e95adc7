import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { refuseReply } from '#app/domain/automatic-replies/refuse-reply.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

/** The asker refuses the automatic reply: "Not my problem". */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { threadId } = await orHttpError(refuseReply(db, actor, { replyId: idParam(params.replyId) }))
  return redirect(`/questions/${threadId}`)
}
