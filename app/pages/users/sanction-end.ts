import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import { liftSanction } from '#moderation/sanctions/lift-sanction.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { userId } = await orHttpError(liftSanction(db, actor, { sanctionId: idParam(params.sanctionId) }))
  return redirect(`/users/${userId}/sanctions`)
}
