import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { removeSynonym } from '#app/domain/tags/add-synonym.ts'
import { orHttpError, requireActor } from '#app/lib/http.ts'
import { tagPath } from '#app/lib/paths.ts'
import { tagOfAddress } from '#app/lib/tag-page.server.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  await orHttpError(removeSynonym(db, actor, tag.id, { name: params.synonym ?? '' }))
  return redirect(`${tagPath(tag.name)}/names`)
}
