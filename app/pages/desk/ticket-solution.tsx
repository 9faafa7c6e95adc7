import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { getTicket } from '#app/domain/tickets/queries.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const ticket = await orHttpError(getTicket(db, actor, idParam(params.ticketId)))
  const needsReason = ticket.threadState !== 'solved' && ticket.threadClosedAt === null
  return { id: ticket.id, title: ticket.title, needsReason }
}

const solutionForm = z.object({ reason: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const ticketId = idParam(params.ticketId)
  const { reason } = parseForm(solutionForm, await readForm(request))
  const { failure } = await orFormErrors(solveTicket(db, actor, { ticketId, reason }))
  if (failure) return data({ ...failure.data, reason }, failure.init ?? {})
  return redirect(ticketPath(ticketId))
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('desk:solve'))

export default function SolveTicket() {
  const { id, title, needsReason } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('desk:solve')}</h1>
      <p dir="auto" className="mt-1 text-soft">
        {title}
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={refused?.errors} fields={['reason']} />
        {needsReason ? (
          <TextArea
            name="reason"
            label={t('desk:solve_reason')}
            hint={t('desk:solve_hint')}
            defaultValue={refused?.reason}
            errors={refused?.errors}
            required
          />
        ) : (
          <p>{t('desk:solve_accepted')}</p>
        )}
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('desk:solve_send')}
          </button>
          <a href={ticketPath(id)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
