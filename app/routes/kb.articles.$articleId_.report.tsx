import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { ArticleNoteForm } from '#app/components/article-note-form.tsx'
import { useT } from '#app/components/i18n.tsx'
import { getArticle } from '#app/domain/articles/queries.ts'
import { reportArticle } from '#app/domain/articles/report-article.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/lib/http.ts'
import { titled } from '#app/lib/meta.ts'
import { articlePath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const article = await orHttpError(getArticle(db, actor, idParam(params.articleId), await context.locale()))
  return { id: article.id, title: article.title }
}

const noteForm = z.object({ note: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const articleId = idParam(params.articleId)
  const { note } = parseForm(noteForm, await readForm(request))
  const { failure } = await orFormErrors(reportArticle(db, actor, { articleId, note }))
  if (failure) return data({ ...failure.data, note }, failure.init ?? {})
  return redirect(`/kb/articles/${articleId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('curation:report.title'))

export default function ReportArticle() {
  const article = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <ArticleNoteForm
      title={t('curation:report.title')}
      label={t('curation:report.note')}
      hint={t('curation:report.hint')}
      send={t('curation:report.send')}
      article={{ title: article.title, path: articlePath(article) }}
      errors={refused?.errors}
      note={refused?.note}
    />
  )
}
