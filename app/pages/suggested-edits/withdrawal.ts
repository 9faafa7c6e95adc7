import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { withdrawEdit } from '#app/domain/suggested-edits/reject-edit.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { threadId, postId } = await orHttpError(withdrawEdit(db, actor, { editId: idParam(params.editId) }))
  return redirect(postPath(threadId, postId))
}
