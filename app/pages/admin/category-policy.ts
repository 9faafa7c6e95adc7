import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import { assignCategoryPolicy } from '#moderation/escalation/assign-category-policy.ts'

const assignmentForm = z.object({
  policyId: z.union([z.literal('').transform(() => null), z.coerce.number().int().positive()]),
  escalates: z.literal('on').optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { policyId, escalates } = parseForm(assignmentForm, await readForm(request))
  const change = { categoryId: idParam(params.categoryId), policyId, escalates: escalates === 'on' }
  await orHttpError(assignCategoryPolicy(db, actor, change))
  return redirect('/admin/policies')
}
