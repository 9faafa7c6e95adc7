import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const thresholdForm = z.object({ threshold: z.coerce.number() })

/** Sets the threshold to one of the values in the table of precision. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { threshold } = parseForm(thresholdForm, await readForm(request))
  const setting = await getSetting(db, 'automaticReply')
  await orHttpError(changeSetting(db, actor, { name: 'automaticReply', value: { ...setting, threshold } }))
  return redirect('/admin/automatic-reply')
}
