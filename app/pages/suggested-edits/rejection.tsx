import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { rejectEdit } from '#app/domain/suggested-edits/reject-edit.ts'
import { loadSuggestedEdit } from '#app/pages/suggested-edits/suggested-edit.server.ts'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

/** The page on which the reason is corrected when it was refused. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { edit, thread, may } = await loadSuggestedEdit(await requireActor(request, context), idParam(params.editId))
  return { edit, thread, may }
}

const rejectionForm = z.object({ version: z.coerce.number().int(), note: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(rejectionForm, await readForm(request))
  const { failure } = await orFormErrors(rejectEdit(db, actor, { editId: idParam(params.editId), ...form }))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect('/review/edits')
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('suggestedEdits:reject'))

export default function RejectEdit() {
  const { edit, thread, may } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('suggestedEdits:reject')}</h1>
      <p className="hint mt-1">
        <a href={`/review/edits/${edit.id}`} {...written(thread.locale)} className="link wrap-anywhere">
          {thread.title}
        </a>
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={refused?.errors} fields={['note']} />
        <input type="hidden" name="version" value={edit.version} />
        <TextArea
          name="note"
          label={t('suggestedEdits:reject_note')}
          hint={t('suggestedEdits:reject_note_hint')}
          defaultValue={refused?.form.note}
          errors={refused?.errors}
          maxLength={500}
          required
        />
        <button type="submit" className="btn-danger" disabled={!may.decide}>
          <Icon name="x" /> {t('suggestedEdits:reject')}
        </button>
      </form>
    </div>
  )
}
