import type { ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { switchReplies } from '#app/domain/automatic-replies/switch-replies.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

const switchForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { undo } = parseForm(switchForm, await readForm(request))
  await orHttpError(switchReplies(db, actor, { categoryId: idParam(params.categoryId), on: !undo }))
  return redirectSaved('/admin/automatic-reply')
}
