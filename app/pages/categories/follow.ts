import type { ActionFunctionArgs } from '@remix-run/node'
import { followAction } from '#app/web/follow-action.server.ts'
import { idParam } from '#app/web/http.ts'

export const action = ({ request, params, context }: ActionFunctionArgs) => {
  const id = idParam(params.categoryId)
  return followAction({ request, context }, { subject: 'categories', id, page: '/following?of=categories' })
}
