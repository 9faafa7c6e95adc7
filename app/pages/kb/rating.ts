import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { idParam, orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { countVisitorsRating } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

const ratingForm = z.object({ helpful: z.enum(['yes', 'no']), reason: z.string().default('') })

/** Open to visitors. A visitor is recognized by a random cookie. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await context.viewer()
  const articleId = idParam(params.articleId)
  const { helpful, reason } = parseForm(ratingForm, await readForm(request))
  if (actor === null) await orHttpError(countVisitorsRating(context.ip))
  const browserKey = actor ? undefined : await context.browserKey()
  await orHttpError(rateArticle(db, actor, { articleId, helpful: helpful === 'yes', reason, browserKey }))
  await context.recordStep(helpful === 'yes' ? 'solved_alone' : 'taken_back', { articleId })
  return redirect(`/kb/articles/${articleId}#rating`)
}
