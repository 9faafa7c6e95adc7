import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { canRedactRevision } from '#app/domain/posts/permissions.ts'
import { getPostOfHistory, getRevision } from '#app/domain/revisions/history.ts'
import { redactRevision } from '#app/domain/revisions/redact-revision.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { FormError, TextField } from '#app/ui/form.tsx'
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
  if (!canRedactRevision(actor, post.categoryId)) await orHttpError(Promise.reject(forbidden('revision.redact')))
  const revision = await orHttpError(getRevision(db, post, revisionParam(params.number)))
  return {
    post: { id: post.id, title: post.title, locale: post.locale, path: postOrArticlePath(post) },
    number: revision.number,
    title: revision.title,
    body: editableSource(revision),
  }
}

const redactionForm = z.object({ reason: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const form = parseForm(redactionForm, await readForm(request))
  const redaction = { postId, number: revisionParam(params.number), reason: form.reason }
  const { failure } = await orFormErrors(redactRevision(db, actor, redaction))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(historyPath(postId))
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('history:redact'))

export default function RedactRevision() {
  const { post, number, title, body } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('history:redact')}</h1>
      <p className="hint mt-1">
        {t('history:revision', { number })} ·{' '}
        <a href={post.path} {...written(post.locale)} className="link wrap-anywhere">
          {post.title}
        </a>
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={refused?.errors} fields={['reason']} />
        <p className="notice-warn">
          <Icon name="triangle-alert" /> {t('history:redact_text')}
        </p>
        <TextField
          name="reason"
          label={t('history:redact_reason')}
          hint={t('history:redact_reason_hint')}
          defaultValue={refused?.form.reason}
          errors={refused?.errors}
          maxLength={300}
          required
        />
        <p className="flex flex-wrap gap-3">
          <button type="submit" className="btn-danger">
            <Icon name="eye-off" /> {t('history:redact')}
          </button>
          <a href={historyPath(post.id)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
      <section aria-label={t('history:revision', { number })} {...written(post.locale)} className="panel mt-4">
        {title && (
          <p dir="auto" className="mb-3 font-semibold wrap-anywhere">
            {title}
          </p>
        )}
        <pre className="font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap wrap-anywhere">{body}</pre>
      </section>
    </div>
  )
}
