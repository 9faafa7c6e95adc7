import type { ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { changeSetting, versionOfSetting } from '#app/domain/settings/change-setting.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

const thresholdForm = z.object({ threshold: z.coerce.number(), version: z.string().optional() })

/** Sets the threshold to one of the values in the table of precision. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { threshold, version } = parseForm(thresholdForm, await readForm(request))
  const setting = await getSetting(db, 'automaticReply')
  const value = { ...setting, threshold }
  // The other settings of the group are kept as they were read here: whoever changes them meanwhile is not undone.
  const seen = version ?? versionOfSetting(setting)
  await orHttpError(changeSetting(db, actor, { name: 'automaticReply', value, version: seen }))
  return redirectSaved('/admin/automatic-reply')
}
