import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { loadTagNames } from '#app/pages/tags/tag.server.ts'
import { TagNamesPage } from '#app/pages/tags/tag-names.tsx'
import { titled } from '#app/web/meta.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  return loadTagNames({ request, params, context })
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('tags:names_title', { tag: page?.tag.name ?? '' }),
)

export default function TagNames() {
  return <TagNamesPage page={useLoaderData<typeof loader>()} />
}
