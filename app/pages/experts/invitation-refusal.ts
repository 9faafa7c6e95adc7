import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { declineInvitation } from '#app/domain/experts/decide-invitation.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const invitationId = idParam(params.invitationId)
  await orHttpError<unknown>(declineInvitation(db, actor, { invitationId }))
  return redirect(`/experts/invitations/${invitationId}`)
}
