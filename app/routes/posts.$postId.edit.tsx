import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { FormError, SelectField, TextField } from '#app/components/form.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { MarkdownField } from '#app/components/markdown-field.tsx'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { forbidden } from '#app/domain/errors.ts'
import { countRevisions, editPost } from '#app/domain/posts/edit-post.ts'
import { canEdit } from '#app/domain/threads/policy.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import { editableSource } from '#app/lib/editable-source.server.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/lib/http.ts'
import { titled } from '#app/lib/meta.ts'
import { postPath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const { post, thread } = await orHttpError(getPostForEditing(db, actor, idParam(params.postId)))
  if (!canEdit(actor, thread, post)) await orHttpError(Promise.reject(forbidden('post.edit')))
  const [baseRevision, categories] = await Promise.all([
    countRevisions(db, post.id),
    post.kind === 'question' ? listCategories(db) : [],
  ])
  return {
    post: { id: post.id, kind: post.kind, body: editableSource(post) },
    thread: { id: thread.id, title: thread.title, categoryId: thread.categoryId, tags: thread.tags },
    categories,
    baseRevision,
  }
}

const editForm = z.object({
  body: z.string().default(''),
  reason: z.string().default(''),
  baseRevision: z.coerce.number().int().min(0),
  title: z.string().optional(),
  tags: z.string().optional(),
  categoryId: z.coerce.number().int().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const form = parseForm(editForm, await readForm(request))
  const { result, failure } = await orFormErrors(editPost(db, actor, postId, form))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(postPath(result.threadId, postId))
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:edit_title'))

export default function EditPost() {
  const { post, thread, categories, baseRevision } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  const typed = refused?.form
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <h1 className="title">{t('questions:edit_title')}</h1>
      <p className="hint mt-1">
        <a href={postPath(thread.id, post.id)} className="link">
          {thread.title}
        </a>
      </p>
      <form method="post" className="panel mt-4 space-y-5">
        <FormError errors={errors} fields={['title', 'body', 'tags', 'categoryId', 'reason']} />
        <input type="hidden" name="baseRevision" value={baseRevision} />
        {post.kind === 'question' && (
          <TextField
            name="title"
            label={t('questions:ask.title')}
            defaultValue={typed?.title ?? thread.title}
            errors={errors}
            required
          />
        )}
        <MarkdownField
          label={t('questions:edit_body')}
          defaultValue={typed?.body ?? post.body}
          errors={errors}
          rows={14}
          required
        />
        {post.kind === 'question' && (
          <>
            <TextField
              name="tags"
              label={t('questions:ask.tags')}
              hint={t('questions:ask.tags_hint')}
              defaultValue={typed?.tags ?? thread.tags.map((tag) => tag.name).join(' ')}
              errors={errors}
            />
            <SelectField
              name="categoryId"
              label={t('questions:ask.category')}
              defaultValue={typed?.categoryId ?? thread.categoryId}
              errors={errors}
            >
              {categories.map((category) => (
                <option key={category.id} value={category.id}>
                  {categoryText(category, locale).name}
                </option>
              ))}
            </SelectField>
          </>
        )}
        <TextField
          name="reason"
          label={t('questions:edit_reason')}
          hint={t('questions:edit_reason_hint')}
          defaultValue={typed?.reason}
          errors={errors}
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href={postPath(thread.id, post.id)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
