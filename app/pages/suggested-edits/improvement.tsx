import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { loadEditConflict } from '#app/domain/posts/edit-conflict.ts'
import { improveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import { loadSuggestedEdit } from '#app/pages/suggested-edits/suggested-edit.server.ts'
import { EditConflictView } from '#app/ui/comparison/edit-conflict-view.tsx'
import { EditFields } from '#app/ui/editor/edit-fields.tsx'
import { FormError } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const page = await loadSuggestedEdit(actor, idParam(params.editId))
  if (!page.may.decide) {
    await orHttpError(Promise.reject(forbidden('edit.decide', { points: actor.privileges.review })))
  }
  return page
}

const improvementForm = z.object({
  version: z.coerce.number().int(),
  baseRevision: z.coerce.number().int().min(0),
  body: z.string().default(''),
  title: z.string().optional(),
  tags: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const editId = idParam(params.editId)
  const form = parseForm(improvementForm, await readForm(request))
  const { result, failure } = await orFormErrors(improveEdit(db, actor, { editId, ...form }))
  if (!failure) return redirect(postPath(result.threadId, result.postId))

  const outdated = failure.data.errors.find((error) => error.code === 'post.changed_meanwhile')
  const { post } = await loadSuggestedEdit(actor, editId)
  const conflict = outdated ? await orHttpError(loadEditConflict(db, actor, post.id, form)) : null
  return data({ ...failure.data, form, conflict, by: outdated?.faster ?? null }, failure.init ?? {})
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('suggestedEdits:improve_title'))

export default function ImproveEdit() {
  const { edit, post, thread, start, baseRevision } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const conflict = refused?.conflict
  const fields = { ...start, ...refused?.form }
  return (
    <div className={conflict ? 'page' : 'page-narrow'}>
      <h1 className="title">{t('suggestedEdits:improve_title')}</h1>
      <p className="hint mt-1">
        <a href={`/review/edits/${edit.id}`} {...written(thread.locale)} className="link wrap-anywhere">
          {thread.title}
        </a>
      </p>
      {conflict && (
        <EditConflictView
          conflict={conflict}
          by={refused?.by ?? null}
          hidden={{ version: refused?.form.version ?? edit.version }}
          suggests={false}
        />
      )}
      <form method="post" className="panel mt-4 space-y-5">
        {conflict ? (
          <h2 className="subtitle">{t('suggestedEdits:conflict.mine_title')}</h2>
        ) : (
          <>
            <FormError errors={refused?.errors} fields={['title', 'body', 'tags']} />
            <p className="hint">{t('suggestedEdits:improve_text')}</p>
          </>
        )}
        <input type="hidden" name="version" value={refused?.form.version ?? edit.version} />
        <input
          type="hidden"
          name="baseRevision"
          value={conflict?.version ?? refused?.form.baseRevision ?? baseRevision}
        />
        <EditFields kind={post.kind} threadId={thread.id} fields={fields} errors={refused?.errors} />
        <p className="flex flex-wrap gap-3">
          <button type="submit" className="btn-primary">
            {t(conflict ? 'suggestedEdits:conflict.mine_save' : 'suggestedEdits:improve')}
          </button>
          <a href={`/review/edits/${edit.id}`} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
