import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { listCategories } from '#app/domain/categories/queries.ts'
import { notFound } from '#app/domain/errors.ts'
import { loadPolicies, openAssignment } from '#app/pages/admin/policies.server.ts'
import { PoliciesPage } from '#app/pages/admin/policies-page.tsx'
import { refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'
import { assignCategoryPolicy } from '#moderation/escalation/assign-category-policy.ts'

export async function loader(args: LoaderFunctionArgs) {
  return loadPolicies(args)
}

const assignmentForm = z.object({
  policyId: z.union([z.literal('').transform(() => null), z.coerce.number().int().positive()]),
  escalates: z.literal('on').optional(),
  version: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const typed = await readForm(request)
  const { policyId, escalates, version } = parseForm(assignmentForm, typed)
  const categoryId = idParam(params.categoryId)
  const change = { categoryId, policyId, escalates: escalates === 'on', version }
  const { failure } = await orFormErrors(assignCategoryPolicy(db, actor, change))
  if (!failure) return redirectSaved('/admin/policies')

  const open = async () => {
    const category = (await listCategories(db)).find(({ id }) => id === categoryId)
    return category ? openAssignment(category) : orHttpError(Promise.reject(notFound('category')))
  }
  return data({ categoryId, ...(await refusedForm(failure.data, typed, open)) }, failure.init ?? {})
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('admin:policies.title'))

/** The page of all policies, with what was refused. */
export default function CategoryPolicy() {
  return <PoliciesPage page={useLoaderData<typeof loader>()} refused={useActionData<typeof action>()} />
}
