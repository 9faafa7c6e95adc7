import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { getTicket } from '#app/domain/tickets/queries.ts'
import { loadTicketPage, openTicket } from '#app/pages/desk/ticket.server.ts'
import { TicketPage } from '#app/pages/desk/ticket-page.tsx'
import { refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { ticketPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  return loadTicketPage(context, actor, idParam(params.ticketId))
}

const changesForm = z.object({
  state: z.enum(['new', 'open', 'pending', 'on_hold', 'solved', 'closed']),
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  ownerId: z.union([z.literal('').transform(() => null), z.coerce.number().int().positive()]),
  version: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const ticketId = idParam(params.ticketId)
  const typed = await readForm(request)
  const { state, ...form } = parseForm(changesForm, typed)

  // The list of states has `new` and `solved` only because a ticket can be in them. They cannot be chosen.
  const ticket = await orHttpError(getTicket(db, actor, ticketId))
  const moved = state === ticket.state || state === 'new' || state === 'solved' ? {} : { state }
  const { failure } = await orFormErrors(changeTicket(db, actor, { ticketId, ...form, ...moved }))
  if (!failure) return redirectSaved(ticketPath(ticketId))

  const open = async () => openTicket(await orHttpError(getTicket(db, actor, ticketId)))
  return data(await refusedForm(failure.data, typed, open), failure.init ?? {})
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.ticket.title ?? t('desk:title'),
)

/** The page of the ticket, with what was refused. */
export default function TicketChanges() {
  return <TicketPage page={useLoaderData<typeof loader>()} refusedChanges={useActionData<typeof action>()} />
}
