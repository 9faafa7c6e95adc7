import type { ActionFunctionArgs } from '@remix-run/node'
import { findOpened } from '#app/domain/journeys/find-opened.ts'
import { logOpened } from '#app/domain/search/log/log-search.ts'
import { readSearchToken } from '#app/web/search-log.server.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { db } from '#db/client.server.ts'

/** Sent when a result of a search is opened. A browser without JavaScript sends it by `ping`. */
export async function action({ request, context }: ActionFunctionArgs) {
  const query = new URL(request.url).searchParams
  const searchId = await readSearchToken(query.get('search') ?? '')
  const postId = /^\d{1,15}$/.exec(query.get('post') ?? '')?.[0]
  if (searchId !== undefined && postId !== undefined) {
    await withinSuggestionRate(context, undefined, async () => {
      await logOpened(db, searchId, { postId: Number(postId), rank: Number(query.get('rank')) })
      const opened = await findOpened(db, Number(postId))
      if (opened) await context.recordStep('suggestion_opened', opened)
    })
  }
  return new Response(null, { status: 204 })
}
