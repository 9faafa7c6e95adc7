import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const deletionForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const { undo } = parseForm(deletionForm, await readForm(request))

  const { threadId } = await orHttpError((undo ? restorePost : deletePost)(db, actor, { postId }))
  return redirect(postPath(threadId, postId))
}
