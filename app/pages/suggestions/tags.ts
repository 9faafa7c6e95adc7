import type { LoaderFunctionArgs } from '@remix-run/node'
import { completeTags } from '#app/domain/tags/complete-tags.ts'
import { mayCreateTags } from '#app/domain/tags/may-create-tags.ts'
import { db } from '#db/client.server.ts'

/** Tags that match what is being typed, and whether the member may create a new one or how many points that takes. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const typed = (new URL(request.url).searchParams.get('q') ?? '').slice(0, 35)
  const [viewer, items] = await Promise.all([context.viewer(), completeTags(db, typed)])
  return Response.json(
    {
      items,
      mayCreate: await mayCreateTags(db, viewer),
      points: viewer?.privileges.createTags ?? null,
    },
    { headers: { 'Cache-Control': 'private, max-age=30' } },
  )
}
