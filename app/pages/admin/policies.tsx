import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { loadPolicies } from '#app/pages/admin/policies.server.ts'
import { PoliciesPage } from '#app/pages/admin/policies-page.tsx'
import { titled } from '#app/web/meta.ts'

export async function loader(args: LoaderFunctionArgs) {
  return loadPolicies(args)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('admin:policies.title'))

export default function Policies() {
  return <PoliciesPage page={useLoaderData<typeof loader>()} />
}
