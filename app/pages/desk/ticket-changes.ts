import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { getTicket } from '#app/domain/tickets/queries.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const changesForm = z.object({
  state: z.enum(['new', 'open', 'pending', 'on_hold', 'solved', 'closed']),
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  ownerId: z.union([z.literal('').transform(() => null), z.coerce.number().int().positive()]),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const ticketId = idParam(params.ticketId)
  const { state, ...form } = parseForm(changesForm, await readForm(request))

  // The list of states has `new` and `solved` only because a ticket can be in them. They cannot be chosen.
  const ticket = await orHttpError(getTicket(db, actor, ticketId))
  const moved = state === ticket.state || state === 'new' || state === 'solved' ? {} : { state }
  await orHttpError(changeTicket(db, actor, { ticketId, ...form, ...moved }))
  return redirect(ticketPath(ticketId))
}
