import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { articleId } = await orHttpError(promoteAnswer(db, actor, { answerId: idParam(params.answerId) }))
  return redirect(`/kb/articles/${articleId}`)
}
