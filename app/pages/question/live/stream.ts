import type { LoaderFunctionArgs } from '@remix-run/node'
import { getThread } from '#app/domain/threads/queries.ts'
import { addressKey } from '#app/web/address-key.ts'
import { idParam, orHttpError } from '#app/web/http.ts'
import { openLiveStream } from '#app/web/live-stream.server.ts'
import { db } from '#db/client.server.ts'

/** The changes of a thread while its page is open, as server-sent events. `since` is when the page was made. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const thread = await orHttpError(getThread(db, viewer, idParam(params.threadId)))
  const since = new Date(new URL(request.url).searchParams.get('since') ?? Number.NaN)

  const stream = await openLiveStream(thread, {
    viewer,
    key: viewer ? `user:${viewer.id}` : addressKey(context.ip),
    // PostgreSQL cannot read all the years that a Date can have, and no page of ours sends them.
    since: since.getTime() > 0 && since.getUTCFullYear() < 9999 ? since : undefined,
    signal: request.signal,
  })
  return stream ?? new Response(null, { status: 503, headers: { 'Retry-After': '60' } })
}
