import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { requestRebuild } from '#app/domain/search/index/request-rebuild.ts'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const rebuildForm = z.object({ engine: z.enum(['postgres', 'meilisearch']) })

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  await orHttpError(requestRebuild(db, actor, parseForm(rebuildForm, await readForm(request))))
  return redirect('/admin/search')
}
