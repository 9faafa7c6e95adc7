import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { ReasonForm } from '#app/pages/question/reason-form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { canEscalate } from '#moderation/escalation/permissions.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  if (!canEscalate(actor, { ...thread, tagIds: thread.tags.map((tag) => tag.id) })) {
    await orHttpError(Promise.reject(forbidden('thread.escalate')))
  }
  return { id: thread.id, title: thread.title, locale: thread.otherLanguage ?? thread.locale }
}

const escalationForm = z.object({ reason: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { reason } = parseForm(escalationForm, await readForm(request))
  const { failure } = await orFormErrors(escalateThread(db, actor, { threadId, reason }))
  if (failure) return data({ ...failure.data, reason }, failure.init ?? {})
  return redirect(`/questions/${threadId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('moderation:escalate.title'))

export default function Escalation() {
  const thread = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <ReasonForm
      thread={thread}
      heading={t('moderation:escalate.title')}
      name="reason"
      label={t('moderation:escalate.reason')}
      hint={t('moderation:escalate.reason_hint')}
      send={t('moderation:escalate.send')}
      typed={refused?.reason}
      errors={refused?.errors}
      maxLength={500}
    />
  )
}
