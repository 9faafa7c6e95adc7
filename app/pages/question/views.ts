import type { ActionFunctionArgs } from '@remix-run/node'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { countView, isCounted } from '#app/domain/threads/count-view.ts'
import { recordVisit } from '#app/domain/users/record-visit.ts'
import { idParam } from '#app/web/http.ts'
import { mayCountVisitor } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

/**
 * Sent by an open thread page to count a view. The page's loader does not write, and requests that are no views, such
 * as prefetches, do not count.
 */
export async function action({ params, context }: ActionFunctionArgs) {
  const viewer = await context.viewer()
  const viewerKey = viewer ? `user:${viewer.id}` : await context.browserKey()
  const threadId = idParam(params.threadId)
  const view = { threadId, viewerKey }
  const counts = viewer !== null || (await isCounted(db, view)) || (await mayCountVisitor(threadId, context.ip))
  if (counts) await countView(db, viewer, view)
  // A member who reads the thread has read their notifications about it.
  if (viewer) {
    await markRead(db, viewer, { threadId })
    await recordVisit(db, viewer, {})
  }
  return new Response(null, { status: 204 })
}
