import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import { idParam, orHttpError } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** The address of a post by its id: redirects to its place in its thread. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { post, thread } = await orHttpError(getPostForEditing(db, await context.viewer(), idParam(params.postId)))
  return redirect(postPath(thread.id, post.id))
}
