import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { findNewestRevision, getPostOfHistory, getRevision } from '#app/domain/revisions/history.ts'
import { rollBack } from '#app/domain/revisions/roll-back.ts'
import { compareVersions } from '#app/text/compare-versions.ts'
import { ComparisonView } from '#app/ui/comparison/comparison-view.tsx'
import { FormError } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor, revisionParam } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { historyPath, postOrArticlePath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const post = await orHttpError(getPostOfHistory(db, actor, idParam(params.postId)))
  if (!post.mayEdit) await orHttpError(Promise.reject(forbidden(post.articleId ? 'article.edit' : 'post.edit')))
  const revision = await orHttpError(getRevision(db, post, revisionParam(params.number)))
  if (revision.redactedAt) await orHttpError(Promise.reject(conflict('revision.redacted')))
  const now = {
    title: revision.title === null ? null : post.title,
    tags: revision.tags === null ? null : post.tags,
    body: post.body,
    bodyFormat: post.bodyFormat,
  }
  return {
    post: { id: post.id, title: post.title, locale: post.locale, path: postOrArticlePath(post) },
    number: revision.number,
    newest: await findNewestRevision(db, post.id),
    version: post.version,
    comparison: compareVersions(now, revision),
  }
}

const form = z.object({ baseRevision: z.coerce.number().int().min(0) })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const { baseRevision } = parseForm(form, await readForm(request))
  const { failure } = await orFormErrors(
    rollBack(db, actor, { postId, number: revisionParam(params.number), baseRevision }),
  )
  if (failure) return data(failure.data, failure.init ?? {})
  return redirect(historyPath(postId))
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('history:roll_back_to', { number: page?.number ?? '' }),
)

export default function RollBackPage() {
  const { post, number, newest, version, comparison } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page">
      <h1 className="title">{t('history:roll_back_to', { number })}</h1>
      <p className="hint mt-1">
        <a href={post.path} {...written(post.locale)} className="link wrap-anywhere">
          {post.title}
        </a>
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={refused?.errors} />
        <p>{t('history:roll_back_text', { number })}</p>
        <input type="hidden" name="baseRevision" value={version} />
        <p className="flex flex-wrap gap-3">
          <button type="submit" className="btn-primary">
            <Icon name="undo-2" /> {t('history:roll_back')}
          </button>
          <a href={historyPath(post.id)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
      <section aria-labelledby="changes" className="panel mt-4">
        <h2 id="changes" className="subtitle mb-4">
          {t('history:roll_back_changes')}
        </h2>
        <ComparisonView
          comparison={comparison}
          before={`${t('history:revision', { number: newest })} · ${t('history:now')}`}
          after={t('history:revision', { number })}
        />
      </section>
    </div>
  )
}
