import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { idParam, orHttpError, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import { appealSanction } from '#moderation/sanctions/appeal-sanction.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { message = '' } = await readForm(request)
  await orHttpError(appealSanction(db, actor, { sanctionId: idParam(params.sanctionId), message }))
  return redirect(`/users/${actor.id}/sanctions`)
}
