import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { pinArticle, unpinArticle } from '#app/domain/articles/pin-article.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const pinForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const articleId = idParam(params.articleId)
  const { undo } = parseForm(pinForm, await readForm(request))
  await orHttpError((undo ? unpinArticle : pinArticle)(db, actor, { articleId }))
  return redirect(`/kb/articles/${articleId}`)
}
