import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { TagNamesPage } from '#app/components/tag-names.tsx'
import { titled } from '#app/lib/meta.ts'
import { loadTagNames } from '#app/lib/tag-page.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  return loadTagNames({ request, params, context })
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('tags:names_title', { tag: page?.tag.name ?? '' }),
)

export default function TagNames() {
  return <TagNamesPage page={useLoaderData<typeof loader>()} />
}
