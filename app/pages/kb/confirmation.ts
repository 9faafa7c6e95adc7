import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { confirmArticle } from '#app/domain/articles/confirm-article.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const articleId = idParam(params.articleId)
  await orHttpError(confirmArticle(db, actor, { articleId }))
  return redirect(`/kb/articles/${articleId}`)
}
