import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { discardDraft } from '#app/domain/drafts/discard-draft.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { DomainError } from '#app/domain/errors.ts'
import { joinThread } from '#app/domain/me-toos/join-thread.ts'
import { openSuggestion } from '#app/domain/suggestions/open-suggestion.ts'
import { draftFields } from '#app/web/draft-form.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const duplicateForm = z.object({ duplicateOf: z.string() })

export const loader = () => redirect('/ask')

/**
 * Somebody says of a question that they were about to post: "It is the same problem". Records a me-too instead; the
 * draft can be restored.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const sent = await readForm(request)
  const { duplicateOf } = parseForm(duplicateForm, sent)
  const { threadId, title } = await orHttpError(openSuggestion(db, actor, idParam(duplicateOf)))
  if (threadId === null) throw redirect('/ask')

  await orHttpError(joinThread(db, actor, { threadId, browserKey: await context.browserKey() }))
  await context.recordStep('joined', { threadId })
  const draft = { kind: 'question' as const }
  // A text that cannot be saved as a draft must not stop this.
  const kept = await saveDraft(db, actor, { ...draft, fields: draftFields(sent), version: 0, force: true }).catch(
    (error) => {
      if (!(error instanceof DomainError)) throw error
    },
  )
  await discardDraft(db, actor, draft)
  return redirect(`${threadPath({ id: threadId, title })}?joined=${kept ? 'draft' : 'yes'}`)
}
