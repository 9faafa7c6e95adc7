import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { ReasonForm } from '#app/pages/question/reason-form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const { id, title, locale } = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  return { id, title, locale }
}

const solutionForm = z.object({ reason: z.string().default(''), undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { reason, undo } = parseForm(solutionForm, await readForm(request))
  if (undo) {
    const { articleId } = await orHttpError(unsolveThread(db, actor, { threadId }))
    if (articleId !== null) await context.recordStep('taken_back', { threadId, articleId })
    return redirect(`/questions/${threadId}`)
  }
  const { failure } = await orFormErrors(solveThread(db, actor, { threadId, reason }))
  if (failure) return data({ ...failure.data, reason }, failure.init ?? {})
  return redirect(`/questions/${threadId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:solve'))

export default function Solution() {
  const thread = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <ReasonForm
      thread={thread}
      heading={t('questions:solve')}
      name="reason"
      label={t('questions:solve_reason')}
      hint={t('questions:solve_hint')}
      send={t('questions:solve_send')}
      typed={refused?.reason}
      errors={refused?.errors}
    />
  )
}
