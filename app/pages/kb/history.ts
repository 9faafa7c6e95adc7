import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { getArticle } from '#app/domain/articles/queries.ts'
import { idParam, orHttpError } from '#app/web/http.ts'
import { historyPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** Each language of an article is a post with its own history, so this redirects to the revisions of that post. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const wanted = new URL(request.url).searchParams.get('locale')
  const locale = wanted === 'en' || wanted === 'fr' ? wanted : await context.locale()
  const article = await orHttpError(getArticle(db, await context.viewer(), idParam(params.articleId), locale))
  return redirect(historyPath(article.postId))
}
