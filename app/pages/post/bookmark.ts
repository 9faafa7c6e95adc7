import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { dropBookmark } from '#app/domain/bookmarks/drop-bookmark.ts'
import { keepBookmark } from '#app/domain/bookmarks/keep-bookmark.ts'
import { idParam, orHttpError, pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const bookmarkForm = z.object({ undo: z.literal('on').optional(), note: z.string().optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const { undo, note } = parseForm(bookmarkForm, await readForm(request))
  await orHttpError<unknown>(undo ? dropBookmark(db, actor, { postId }) : keepBookmark(db, actor, { postId, note }))
  return redirect(pageBefore(request, undo ? '/bookmarks' : `/posts/${postId}`))
}
