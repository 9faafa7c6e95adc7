import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { FIELDS_MAX } from '#app/domain/categories/fields.ts'
import { listCategories, listTagsOfCategory } from '#app/domain/categories/queries.ts'
import { saveCategory } from '#app/domain/categories/save-category.ts'
import { notFound } from '#app/domain/errors.ts'
import { CategoryTextFields, FieldRow, IconChoice } from '#app/pages/admin/category-form.tsx'
import { countRows, readCategory, typeCategory } from '#app/pages/admin/category-form-fields.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { TagField } from '#app/ui/tag-field.tsx'
import { idParam, orFormErrors, orHttpError, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  if (params.categoryId === 'new') return { name: null, typed: typeCategory(null, []) }

  const id = idParam(params.categoryId)
  const category = (await listCategories(db)).find((each) => each.id === id)
  if (!category) throw await orHttpError(Promise.reject(notFound('category')))
  const { name } = categoryText(category, await context.locale())
  return { name, typed: typeCategory(category, await listTagsOfCategory(db, id)) }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const id = params.categoryId === 'new' ? {} : { id: idParam(params.categoryId) }
  const { result, failure } = await orFormErrors(saveCategory(db, actor, { ...readCategory(typed), ...id }))
  if (failure) return data({ ...failure.data, typed }, failure.init ?? {})
  return redirect(`/admin/categories/${result.id}`)
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.name ?? t('categories:admin.new'),
)

export default function CategoryAdmin() {
  const { name, typed: saved } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { t } = useLanguage()
  const typed = refused?.typed ?? saved
  const errors = refused?.errors
  const rows = [...Array(countRows(typed)).keys()]
  const named = [
    ...['slug', 'icon', 'tags'],
    ...['name', 'description', 'askText', 'unsupportedText'].flatMap((field) => [`${field}-en`, `${field}-fr`]),
    ...rows.flatMap((row) => [`label-${row}-en`, `options-${row}`]),
  ]
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/admin/categories" className="link">
          {t('categories:admin.title')}
        </a>
      </p>
      <h1 className="title mt-1">{name ? t('categories:admin.edit_title', { name }) : t('categories:admin.new')}</h1>
      <form key={JSON.stringify(saved)} method="post" noValidate className="mt-4 space-y-4">
        <FormError errors={errors} fields={named} />
        <div className="grid gap-4 md:grid-cols-2">
          <CategoryTextFields lang="en" typed={typed} errors={errors} />
          <CategoryTextFields lang="fr" typed={typed} errors={errors} />
        </div>
        <div className="panel space-y-5">
          <TextField
            name="slug"
            label={t('categories:admin.slug')}
            hint={t('categories:admin.slug_hint')}
            defaultValue={typed.slug}
            errors={errors}
            maxLength={60}
            autoCapitalize="none"
            autoComplete="off"
          />
          <IconChoice chosen={typed.icon} errors={errors} />
          <TagField
            label={t('categories:admin.tags')}
            hint={t('categories:admin.tags_hint')}
            defaultValue={typed.tags}
            errors={errors}
          />
        </div>
        <section className="panel" aria-labelledby="fields">
          <h2 id="fields" className="subtitle">
            {t('categories:admin.fields')}
          </h2>
          <p className="hint mt-1">{t('categories:admin.fields_hint', { max: FIELDS_MAX })}</p>
          <div className="mt-2 divide-y divide-line">
            {rows.map((row) => (
              <FieldRow key={row} row={row} typed={typed} errors={errors} />
            ))}
          </div>
        </section>
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href="/admin/categories" className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
