import type { ActionFunctionArgs } from '@remix-run/node'
import { countView } from '#app/domain/threads/count-view.ts'
import { idParam } from '#app/lib/http.ts'
import { db } from '#db/client.server.ts'

/** The page of a thread says that it is being read: reading itself stays free of writing, and of what only fetches. */
export async function action({ params, context }: ActionFunctionArgs) {
  const viewer = await context.viewer()
  const viewerKey = viewer ? `user:${viewer.id}` : context.browserKey()
  await countView(db, viewer, { threadId: idParam(params.threadId), viewerKey })
  return new Response(null, { status: 204 })
}
