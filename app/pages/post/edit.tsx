import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { answersIn, fieldName, fieldsIn, labelText } from '#app/domain/categories/fields.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { loadEditConflict } from '#app/domain/posts/edit-conflict.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { canEdit } from '#app/domain/posts/permissions.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import { loadEditPage, openPlace } from '#app/pages/post/edit.server.ts'
import { fieldNames } from '#app/ui/category-choice.tsx'
import { EditConflictView } from '#app/ui/comparison/edit-conflict-view.tsx'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { EditFields } from '#app/ui/editor/edit-fields.tsx'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { writtenInField } from '#app/ui/language-field.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { written } from '#app/ui/written.tsx'
import { fieldsSent, refusedForm } from '#app/web/faster.ts'
import { actionHeaders, idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { postPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export const headers = actionHeaders

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const page = await loadEditPage(actor, idParam(params.postId), await context.locale())
  const draft = await findDraft(db, actor, { kind: 'edit', subjectId: page.post.id })
  const written = { ...page.fields, baseRevision: page.baseRevision }
  if (!draft) return { ...page, draft, begun: written }
  const drafted = { ...editForm.partial().safeParse(draft.fields).data, answers: fieldsIn(draft.fields) }
  // A draft was begun from what the question was then.
  const before = fieldsSent.safeParse(draft.fields.before).data
  const opened = before ? { version: '', fields: before } : page.opened
  return { ...page, opened, draft, begun: { ...written, ...drafted } }
}

const editForm = z.object({
  body: z.string().default(''),
  reason: z.string().default(''),
  baseRevision: z.coerce.number().int().min(0),
  title: z.string().optional(),
  tags: z.string().optional(),
  categoryId: z.coerce.number().int().optional(),
  language: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const sent = await readForm(request)
  const form = { ...parseForm(editForm, sent), answers: fieldsIn(sent) }
  const { post, thread } = await orHttpError(getPostForEditing(db, actor, postId))
  const { result, failure } = await orFormErrors(save())
  if (!failure) return redirectSaved(result)

  const open = async () => openPlace((await orHttpError(getPostForEditing(db, actor, postId))).thread)
  const refused = await refusedForm(failure.data, sent, open, { unitOf, codes: ['post.changed_meanwhile'] })
  const conflict = refused.faster ? await orHttpError(loadEditConflict(db, actor, postId, form)) : null
  // Who suggests an edit, or edits an answer, has no category in the form.
  const again = 'categoryId' in sent ? refused.typed : { ...sent, before: '' }
  const { faster, errors } = refused
  return data(
    { errors, typed: again, form: { ...parseForm(editForm, again), answers: fieldsIn(again) }, conflict, faster },
    failure.init ?? {},
  )

  async function save(): Promise<string> {
    if (canEdit(actor, thread, post)) {
      const language = form.language === undefined ? undefined : writtenInField(form.language)
      const fields = form.categoryId ? { fields: answersIn(sent, form.categoryId) } : {}
      const { threadId } = await editPost(db, actor, { postId, ...form, ...fields, language })
      return postPath(threadId, postId)
    }
    const { suggestedEditId } = await suggestEdit(db, actor, { postId, ...form })
    return `/review/edits/${suggestedEditId}`
  }
}

/** Answers are those to the questions of a category. */
const unitOf = () => 'place'

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t(page?.way === 'suggest' ? 'suggestedEdits:suggest_title' : 'questions:edit_title'),
)

export default function EditPost() {
  const { post, thread, way, fields, draft, begun, opened, categories, graceMinutes, openEdit, tellsAuthor } =
    useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  const suggests = way === 'suggest'
  const reasonHint = tellsAuthor ? 'questions:edit_reason_told' : 'questions:edit_reason_hint'
  const errors = refused?.errors
  const conflict = refused?.conflict
  const typed = refused ? { ...fields, ...refused.form } : begun
  const moved = refused?.faster?.changed.length ? refused.faster : null
  const nameOf = (field: string) =>
    field === 'categoryId'
      ? t('ask:category')
      : categories
          .flatMap(({ id, fields: asked }) => asked.map(({ key, label }) => ({ name: fieldName(id, key), label })))
          .filter(({ name }) => name === field)
          .map(({ label }) => labelText(label, locale))[0]
  const show = (field: string, value: string) =>
    field === 'categoryId' ? (categories.find(({ id }) => String(id) === value)?.name ?? value) : value
  const { answers, ...unchanged } = fields
  const blank = { ...unchanged, ...answers, categoryId: String(fields.categoryId) }
  return (
    <div className={conflict ? 'page' : 'page-narrow'}>
      <h1 className="title">{t(suggests ? 'suggestedEdits:suggest_title' : 'questions:edit_title')}</h1>
      <p className="hint mt-1">
        <a href={postPath(thread.id, post.id)} {...written(thread.locale)} className="link wrap-anywhere">
          {thread.title}
        </a>
      </p>
      {conflict && (
        <EditConflictView
          conflict={conflict}
          by={refused?.faster?.by ?? null}
          hidden={{
            reason: typed.reason,
            ...(suggests
              ? {}
              : { categoryId: typed.categoryId, ...typed.answers, before: refused?.typed.before ?? '' }),
          }}
          suggests={suggests}
        />
      )}
      {!conflict && openEdit && (
        <p className="notice-info mt-4">
          <Icon name="info" />
          <span>
            {t(openEdit.mine ? 'suggestedEdits:suggest_again' : 'suggestedEdits:suggest_open')}{' '}
            {!openEdit.mine && (
              <a href={`/review/edits/${openEdit.id}`} className="link">
                {t('suggestedEdits:suggest_open_link')}
              </a>
            )}
          </span>
        </p>
      )}
      <form key={moved ? conflict?.version : ''} method="post" className="panel mt-4 space-y-5">
        {conflict ? (
          <h2 className="subtitle">{t('suggestedEdits:conflict.mine_title')}</h2>
        ) : (
          <>
            <FormError
              errors={errors}
              fields={['title', 'body', 'tags', 'categoryId', 'reason', ...fieldNames(categories)]}
            />
            <p className="hint flex gap-2">
              <Icon name={suggests ? 'users' : 'info'} className="mt-1" />
              <span>{t(`suggestedEdits:${way}_text`, { minutes: graceMinutes })}</span>
            </p>
          </>
        )}
        {categories.length > 0 && (
          <>
            {moved && <FasterNotice faster={moved} nameOf={nameOf} show={show} />}
            <OpenedFields opened={opened} typed={refused?.typed} />
          </>
        )}
        <input
          type="hidden"
          name="baseRevision"
          value={conflict?.version ?? refused?.form.baseRevision ?? begun.baseRevision}
        />
        <EditFields
          kind={post.kind}
          threadId={thread.id}
          fields={typed}
          errors={errors}
          categories={suggests ? [] : categories}
          recognised={thread.localeChosen ? null : thread.locale}
        />
        <TextField
          name="reason"
          label={t('questions:edit_reason')}
          hint={t(suggests ? 'suggestedEdits:reason_required' : reasonHint)}
          defaultValue={typed.reason}
          errors={errors}
          maxLength={300}
          required={suggests}
        />
        <div className="form-end">
          <button type="submit" className="btn-primary">
            {t(
              suggests
                ? conflict
                  ? 'suggestedEdits:conflict.suggest_mine'
                  : 'suggestedEdits:suggest_send'
                : conflict
                  ? 'suggestedEdits:conflict.mine_save'
                  : 'common:save',
            )}
          </button>
          <a href={postPath(thread.id, post.id)} className="btn">
            {t('common:cancel')}
          </a>
          <DraftBar name={`edit-${post.id}`} draft={draft} blank={blank} />
        </div>
      </form>
    </div>
  )
}
