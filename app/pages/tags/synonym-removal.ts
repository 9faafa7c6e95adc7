import type { ActionFunctionArgs } from '@remix-run/node'
import { removeSynonym } from '#app/domain/tags/add-synonym.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { tagPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  await orHttpError(removeSynonym(db, actor, { tagId: tag.id, name: params.synonym ?? '' }))
  return redirectSaved(`${tagPath(tag.name)}/names`)
}
