import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { addSynonym } from '#app/domain/tags/add-synonym.ts'
import { loadTagNames, tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { TagNamesPage } from '#app/pages/tags/tag-names.tsx'
import { orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { tagPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader(args: LoaderFunctionArgs) {
  return loadTagNames(args)
}

const synonymForm = z.object({ name: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  const form = parseForm(synonymForm, await readForm(request))
  const { failure } = await orFormErrors(addSynonym(db, actor, { tagId: tag.id, ...form }))
  if (failure) return data({ ...failure.data, typed: form.name }, failure.init ?? {})
  return redirectSaved(`${tagPath(tag.name)}/names`)
}

export default function AddSynonym() {
  const refused = useActionData<typeof action>()
  return <TagNamesPage page={useLoaderData<typeof loader>()} refused={refused && { form: 'synonyms', ...refused }} />
}
