import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { startMeasurement } from '#app/domain/automatic-replies/measure-replies.ts'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  await orHttpError(startMeasurement(db, actor, {}))
  return redirect('/admin/automatic-reply')
}
