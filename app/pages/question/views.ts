import type { ActionFunctionArgs } from '@remix-run/node'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { countView } from '#app/domain/threads/count-view.ts'
import { recordVisit } from '#app/domain/users/record-visit.ts'
import { idParam } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

/** The page of a thread says that it is being read: reading itself stays free of writing, and of what only fetches. */
export async function action({ params, context }: ActionFunctionArgs) {
  const viewer = await context.viewer()
  const viewerKey = viewer ? `user:${viewer.id}` : await context.browserKey()
  const threadId = idParam(params.threadId)
  await countView(db, viewer, { threadId, viewerKey })
  // Whoever reads the thread has read what they were told of it.
  if (viewer) {
    await markRead(db, viewer, { threadId })
    await recordVisit(db, viewer, {})
  }
  return new Response(null, { status: 204 })
}
