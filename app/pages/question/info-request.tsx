import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { ReasonForm } from '#app/pages/question/reason-form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'
import { DETAILS_MAX, requestInfo } from '#moderation/curation/request-info.ts'
import { withdrawInfoRequest } from '#moderation/curation/withdraw-info-request.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  if (!canAskForInfo(actor, { ...thread, tagIds: thread.tags.map((tag) => tag.id) })) {
    await orHttpError(Promise.reject(forbidden('thread.request_info')))
  }
  return { id: thread.id, title: thread.title, locale: thread.otherLanguage ?? thread.locale, max: DETAILS_MAX }
}

const detailsForm = z.object({ details: z.string().default(''), undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { details, undo } = parseForm(detailsForm, await readForm(request))
  if (undo) {
    await orHttpError(withdrawInfoRequest(db, actor, { threadId }))
    return redirect(`/questions/${threadId}`)
  }
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
    <ReasonForm
      thread={thread}
      heading={t('questions:request_info')}
      name="details"
      label={t('questions:request_info_details')}
      hint={t('questions:request_info_hint')}
      send={t('questions:request_info_send')}
      typed={refused?.details}
      errors={refused?.errors}
      maxLength={thread.max}
    />
  )
}
