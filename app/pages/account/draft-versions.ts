import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { draftPath } from '#app/domain/drafts/draft-key.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { translator } from '#app/messages/translate.ts'
import { draftFields, draftName } from '#app/web/draft-form.ts'
import { orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const draftForm = z.object({
  draft: draftName,
  draftVersion: z.coerce.number().int().min(0).default(0),
  draftWriter: z.string().max(40).default(''),
  draftWritten: z.coerce.number().int().min(0).max(1_000_000).default(0),
  draftForce: z.literal('on').optional(),
})

export const loader = () => redirect('/drafts')

/**
 * Saves what was typed into a form. An open page sends its `page` and gets JSON, with the newer draft when there is
 * one. Without JavaScript a button of the form sends it, and the answer redirects to the form.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await readForm(request.clone() as Request)
  const { draft: key, draftVersion, draftWriter, draftWritten, draftForce } = parseForm(draftForm, sent)
  if (draftWriter !== '' && !(await context.viewer())) return Response.json({ signedOut: true }, { status: 401 })

  const actor = await requireActor(request, context)
  const saving = saveDraft(db, actor, {
    ...key,
    fields: draftFields(sent),
    version: draftVersion,
    writer: draftWriter,
    written: draftWritten,
    force: draftForce === 'on',
  })
  if (draftWriter === '') {
    await orHttpError(saving)
    return redirect(draftPath(key))
  }
  const { result, failure } = await orFormErrors(saving)
  if (result) return Response.json(result)

  const { errors } = failure.data
  const t = translator(await context.locale())
  const newer = errors[0]?.code === 'draft.newer' ? await findDraft(db, actor, key) : undefined
  const message = errors.map(({ code, figures }) => t(`errors:${code}`, figures)).join(' ')
  return Response.json({ errors, message, newer }, { status: failure.init?.status ?? 422 })
}
