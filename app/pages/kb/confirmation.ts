import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { confirmArticle } from '#app/domain/articles/confirm-article.ts'
import { seenText } from '#app/pages/kb/seen-text.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const articleId = idParam(params.articleId)
  const { locale, baseRevision } = parseForm(seenText, await readForm(request))
  await orHttpError(confirmArticle(db, actor, { articleId, locale, baseRevision }))
  return redirect(`/kb/articles/${articleId}${locale ? `?locale=${locale}` : ''}`)
}
