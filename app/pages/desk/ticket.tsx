import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { getTicket } from '#app/domain/tickets/queries.ts'
import { READERS } from '#app/domain/tickets/readers.ts'
import { leavesTicket } from '#app/domain/tickets/record-reply.ts'
import { loadTicketPage } from '#app/pages/desk/ticket.server.ts'
import { TicketPage } from '#app/pages/desk/ticket-page.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { writeOnTicket } from '#moderation/escalation/write-on-ticket.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  return loadTicketPage(context, actor, idParam(params.ticketId))
}

const messageForm = z.object({ body: z.string().default(''), readers: z.enum(READERS), leavesTicket })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(messageForm, await readForm(request))
  const { id: ticketId, threadId } = await orHttpError(getTicket(db, actor, idParam(params.ticketId)))

  const { result, failure } = await orFormErrors(writeOnTicket(db, actor, { ...form, ticketId, threadId }))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(`${ticketPath(ticketId)}#post-${result.id}`)
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.ticket.title ?? t('desk:title'),
)

export default function Ticket() {
  return <TicketPage page={useLoaderData<typeof loader>()} refusedMessage={useActionData<typeof action>()} />
}
