import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { discardDraft } from '#app/domain/drafts/discard-draft.ts'
import { draftPath, nameOfDraft } from '#app/domain/drafts/draft-key.ts'
import { restoreDraft } from '#app/domain/drafts/restore-draft.ts'
import { draftName } from '#app/web/draft-form.ts'
import { parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const deletionForm = z.object({
  draft: draftName,
  undo: z.literal('on').optional(),
  /** The page with the button: the list of drafts redirects to itself, a form to itself. */
  from: z.literal('list').optional(),
})

export const loader = () => redirect('/drafts')

/** Discards a draft, or restores it with `undo`. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { draft: key, undo, from } = parseForm(deletionForm, await readForm(request))
  await (undo ? restoreDraft : discardDraft)(db, actor, key)
  if (from) return redirect(undo ? '/drafts' : `/drafts?discarded=${nameOfDraft(key)}`)
  return redirect(draftPath(key))
}
