import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { renameTag } from '#app/domain/tags/rename-tag.ts'
import { loadTagNames, openTagName, tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { TagNamesPage } from '#app/pages/tags/tag-names.tsx'
import { refusedForm } from '#app/web/faster.ts'
import { orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { tagPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader(args: LoaderFunctionArgs) {
  return loadTagNames(args)
}

const renameForm = z.object({ name: z.string().default(''), version: z.string().optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  const typed = await readForm(request)
  const form = parseForm(renameForm, typed)
  const { result, failure } = await orFormErrors(renameTag(db, actor, { tagId: tag.id, ...form }))
  if (failure) {
    const open = async () => openTagName(await tagOfAddress(request, params))
    const refused = await refusedForm(failure.data, typed, open)
    return data({ ...refused, typed: form.name, again: refused.typed }, failure.init ?? {})
  }
  return redirectSaved(`${tagPath(result.name)}/names`)
}

export default function RenameTag() {
  const refused = useActionData<typeof action>()
  return <TagNamesPage page={useLoaderData<typeof loader>()} refused={refused && { form: 'rename', ...refused }} />
}
