import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { approveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const approvalForm = z.object({ version: z.coerce.number().int() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { version } = parseForm(approvalForm, await readForm(request))
  const edited = await orHttpError(approveEdit(db, actor, { editId: idParam(params.editId), version }))
  return redirect(postPath(edited.threadId, edited.postId))
}
