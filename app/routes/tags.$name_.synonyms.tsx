import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { TagNamesPage } from '#app/components/tag-names.tsx'
import { addSynonym } from '#app/domain/tags/add-synonym.ts'
import { orFormErrors, parseForm, readForm, requireActor } from '#app/lib/http.ts'
import { tagPath } from '#app/lib/paths.ts'
import { loadTagNames, tagOfAddress } from '#app/lib/tag-page.server.ts'
import { db } from '#db/client.server.ts'

export async function loader(args: LoaderFunctionArgs) {
  return loadTagNames(args)
}

const synonymForm = z.object({ name: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  const form = parseForm(synonymForm, await readForm(request))
  const { failure } = await orFormErrors(addSynonym(db, actor, tag.id, form))
  if (failure) return data({ ...failure.data, typed: form.name }, failure.init ?? {})
  return redirect(`${tagPath(tag.name)}/names`)
}

export default function AddSynonym() {
  const refused = useActionData<typeof action>()
  return <TagNamesPage page={useLoaderData<typeof loader>()} refused={refused && { form: 'synonyms', ...refused }} />
}
