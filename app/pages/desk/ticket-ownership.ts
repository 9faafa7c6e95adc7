import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { releaseTicket } from '#app/domain/tickets/release-ticket.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const ownershipForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const ticketId = idParam(params.ticketId)
  const { undo } = parseForm(ownershipForm, await readForm(request))

  await orHttpError((undo ? releaseTicket : takeTicket)(db, actor, { ticketId }))
  return redirect(ticketPath(ticketId))
}
