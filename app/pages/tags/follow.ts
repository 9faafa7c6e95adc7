import type { ActionFunctionArgs } from '@remix-run/node'
import { followAction } from '#app/web/follow-action.server.ts'
import { idParam } from '#app/web/http.ts'

export const action = ({ request, params, context }: ActionFunctionArgs) => {
  const id = idParam(params.tagId)
  return followAction({ request, context }, { subject: 'tags', id, page: '/following?of=tags' })
}
