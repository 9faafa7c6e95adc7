import type { LoaderFunctionArgs } from '@remix-run/node'
import { listPolicies } from '#app/domain/calendars/queries.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import type { OpenedForm } from '#app/web/faster.ts'
import { db } from '#db/client.server.ts'
import type { Category } from '#db/schema.ts'
import { versionOfCategoryPolicy } from '#moderation/escalation/assign-category-policy.ts'

/** The data of the page of all policies. A refused form of a category shows it again. */
export async function loadPolicies({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [policies, categories] = await Promise.all([listPolicies(db), listCategories(db)])
  return { policies, categories: categories.map((category) => ({ ...category, opened: openAssignment(category) })) }
}

export type PoliciesData = Awaited<ReturnType<typeof loadPolicies>>

export const openAssignment = (category: Category): OpenedForm => ({
  version: versionOfCategoryPolicy(category),
  fields: { policyId: String(category.policyId ?? ''), ...(category.escalates ? { escalates: 'on' } : {}) },
})
