import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { getArticle } from '#app/domain/articles/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import type { Db } from '#db/transaction.ts'

const noteForm = z.object({ note: z.string().default('') })

/** The article of an action, for the form that asks for a note. */
export async function loadArticleOfNote({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const article = await orHttpError(getArticle(db, actor, idParam(params.articleId), await context.locale()))
  return { id: article.id, title: article.title }
}

/** The action of such a form: changes the article, or shows the text again with the errors. */
export const articleActionWithNote =
  (step: (db: Db, actor: Actor, input: { articleId: number; note: string }) => Promise<unknown>) =>
  async ({ request, params, context }: ActionFunctionArgs) => {
    const actor = await requireActor(request, context)
    const articleId = idParam(params.articleId)
    const { note } = parseForm(noteForm, await readForm(request))
    const { failure } = await orFormErrors(step(db, actor, { articleId, note }))
    if (failure) return data({ ...failure.data, note }, failure.init ?? {})
    return redirect(`/kb/articles/${articleId}`)
  }
