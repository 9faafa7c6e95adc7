import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { DETAILS_MAX, requestInfo } from '#app/domain/threads/request-info.ts'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  if (!canAskForInfo(actor, { ...thread, tagIds: thread.tags.map((tag) => tag.id) })) {
    await orHttpError(Promise.reject(forbidden('thread.request_info')))
  }
  return { id: thread.id, title: thread.title, locale: thread.locale, max: DETAILS_MAX }
}

const detailsForm = z.object({ details: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { details } = parseForm(detailsForm, await readForm(request))
  const { failure } = await orFormErrors(requestInfo(db, actor, { threadId, details }))
  if (failure) return data({ ...failure.data, details }, failure.init ?? {})
  return redirect(`/questions/${threadId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:request_info'))

export default function InfoRequest() {
  const thread = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('questions:request_info')}</h1>
      <p {...written(thread.locale)} className="mt-1 text-soft">
        {thread.title}
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={refused?.errors} fields={['details']} />
        <TextArea
          name="details"
          label={t('questions:request_info_details')}
          hint={t('questions:request_info_hint')}
          defaultValue={refused?.details}
          errors={refused?.errors}
          maxLength={thread.max}
          required
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('questions:request_info_send')}
          </button>
          <a href={threadPath(thread)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
