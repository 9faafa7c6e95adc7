import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { addBookmark } from '#app/domain/bookmarks/add-bookmark.ts'
import { removeBookmark } from '#app/domain/bookmarks/remove-bookmark.ts'
import { idParam, orHttpError, pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const bookmarkForm = z.object({ undo: z.literal('on').optional(), note: z.string().optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const { undo, note } = parseForm(bookmarkForm, await readForm(request))
  await orHttpError<unknown>(undo ? removeBookmark(db, actor, { postId }) : addBookmark(db, actor, { postId, note }))
  return redirect(pageBefore(request, undo ? '/bookmarks' : `/posts/${postId}`))
}
