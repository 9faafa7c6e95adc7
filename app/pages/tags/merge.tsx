import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { mergeTags } from '#app/domain/tags/merge-tags.ts'
import { findTag } from '#app/domain/tags/queries.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { loadTagNames, tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { TagNamesPage } from '#app/pages/tags/tag-names.tsx'
import { orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { tagPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader(args: LoaderFunctionArgs) {
  return loadTagNames(args)
}

const mergeForm = z.object({ into: z.string().default(''), confirmed: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const tag = await tagOfAddress(request, params)
  const form = parseForm(mergeForm, await readForm(request))
  const into = await findTag(db, form.into)
  const refuse = (code: ErrorCode, field: string) =>
    data({ errors: [{ code, field, figures: {} }], typed: form.into }, { status: 422 })
  if (!into) return refuse('tag.not_found', 'into')
  if (!form.confirmed) return refuse('tag.unconfirmed', 'confirmed')

  const { result, failure } = await orFormErrors(mergeTags(db, actor, { tagId: tag.id, intoId: into.id }))
  if (failure) return data({ ...failure.data, typed: form.into }, failure.init ?? {})
  return redirectSaved(tagPath(result.name))
}

export default function MergeTag() {
  const refused = useActionData<typeof action>()
  return <TagNamesPage page={useLoaderData<typeof loader>()} refused={refused && { form: 'merge', ...refused }} />
}
