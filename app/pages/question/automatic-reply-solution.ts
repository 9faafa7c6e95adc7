import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { solveByReply } from '#app/domain/automatic-replies/solve-by-reply.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

/** "This solved it": the thread is solved. To undo this, one withdraws the solution of the thread. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { threadId, articleId } = await orHttpError(solveByReply(db, actor, { replyId: idParam(params.replyId) }))
  await context.recordStep('solved_alone', { threadId, articleId })
  return redirect(`/questions/${threadId}`)
}
