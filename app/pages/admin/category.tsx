import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { FIELDS_MAX } from '#app/domain/categories/fields.ts'
import { listCategories, listTagsOfCategory } from '#app/domain/categories/queries.ts'
import { saveCategory, versionOfCategory } from '#app/domain/categories/save-category.ts'
import { notFound } from '#app/domain/errors.ts'
import { CategoryTextFields, FieldRow, IconChoice, nameOfField, show } from '#app/pages/admin/category-form.tsx'
import { countRows, readCategory, typeCategory } from '#app/pages/admin/category-form-fields.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { TagField } from '#app/ui/tag-field.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'
import type { Category } from '#db/schema.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  if (params.categoryId === 'new') return { name: null, opened: await openCategory(null) }

  const category = await getCategory(idParam(params.categoryId))
  const { name } = categoryText(category, await context.locale())
  return { name, opened: await openCategory(category) }
}

async function getCategory(id: number): Promise<Category> {
  const category = (await listCategories(db)).find((each) => each.id === id)
  return category ?? orHttpError(Promise.reject(notFound('category')))
}

async function openCategory(category: Category | null): Promise<OpenedForm> {
  if (!category) return { version: '', fields: typeCategory(null, []) }
  const tags = await listTagsOfCategory(db, category.id)
  return { version: versionOfCategory(category, tags), fields: typeCategory(category, tags) }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const id = params.categoryId === 'new' ? undefined : idParam(params.categoryId)
  const known = id === undefined ? {} : { id, version: typed.version }
  const { result, failure } = await orFormErrors(saveCategory(db, actor, { ...readCategory(typed), ...known }))
  if (failure) {
    const open = async () => openCategory(id === undefined ? null : await getCategory(id))
    return data(await refusedForm(failure.data, typed, open, { unitOf }), failure.init ?? {})
  }
  return redirectSaved(`/admin/categories/${result.id}`)
}

/** Rows are told apart by their place alone, so all of them come from one of the two. */
const unitOf = (field: string) => (/-\d/.test(field) ? 'rows' : field)

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.name ?? t('categories:admin.new'),
)

export default function CategoryAdmin() {
  const { name, opened } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { t } = useLanguage()
  const typed = refused?.typed ?? opened.fields
  const faster = refused?.faster
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
      <form
        key={`${opened.version} ${faster ? typed.version : ''}`}
        method="post"
        noValidate
        className="mt-4 space-y-4"
      >
        <FasterNotice
          faster={faster}
          nameOf={(field) => nameOfField(t, field)}
          show={(field, value) => show(t, field, value)}
        />
        {name !== null && <OpenedFields opened={opened} typed={refused?.typed} />}
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
