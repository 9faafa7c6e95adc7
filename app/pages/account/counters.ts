import type { LoaderFunctionArgs } from '@remix-run/node'
import { db } from '#db/client.server.ts'
import { countWaiting } from '#moderation/review/count-waiting.ts'

/** What the menu counts, asked for by every open page. Somebody who has signed out meanwhile gets nothing. */
export async function loader({ context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  return Response.json(viewer && (await countWaiting(db, viewer)), {
    headers: { 'Cache-Control': 'private, no-store' },
  })
}
