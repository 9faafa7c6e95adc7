import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { categoryText, isSupported } from '#app/domain/categories/category-text.ts'
import { listCategories, listTagsOfCategories } from '#app/domain/categories/queries.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [categories, tags] = await Promise.all([listCategories(db), listTagsOfCategories(db)])
  return categories.map((category) => ({ ...category, tags: tags.get(category.id) ?? [] }))
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('categories:admin.title'))

export default function Categories() {
  const categories = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="categories" />
      <div className="mt-6 flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold">{t('categories:admin.title')}</h2>
        <a href="/admin/categories/new" className="btn ml-auto">
          <Icon name="plus" /> {t('categories:admin.new')}
        </a>
      </div>
      <p className="hint mt-1 max-w-prose">{t('categories:admin.intro')}</p>
      <ol className="card mt-4 divide-y divide-line">
        {categories.map((category, index) => {
          const { name, description } = categoryText(category, locale)
          const facts = [
            t('categories:admin.questions', {
              count: category.threadCount,
              shown: count(category.threadCount, locale),
            }),
            category.articleCount > 0 &&
              t('categories:admin.articles', {
                count: category.articleCount,
                shown: count(category.articleCount, locale),
              }),
            category.fields.length > 0 && t('categories:admin.fields_count', { count: category.fields.length }),
            category.tags.length > 0 && t('categories:admin.sets', { tags: category.tags.join(', ') }),
            !category.escalates && t('categories:admin.never_escalates'),
          ].filter(Boolean)
          return (
            <li key={category.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
              <div className="flex flex-col">
                {(['up', 'down'] as const).map((by) => (
                  <ActionButton
                    key={by}
                    action={`/admin/categories/${category.id}/place`}
                    fields={{ by }}
                    label={t(`categories:admin.${by}`, { name })}
                    className={`btn-quiet min-h-6! px-1.5! ${index === (by === 'up' ? 0 : categories.length - 1) ? 'invisible' : ''}`}
                    stay
                  >
                    <Icon name={by === 'up' ? 'chevron-up' : 'chevron-down'} />
                  </ActionButton>
                ))}
              </div>
              <Icon name={category.icon as IconName} className="text-xl text-accent" />
              <div className="min-w-0 flex-1 basis-44">
                <h3 className="flex flex-wrap items-center gap-2 font-medium">
                  <a href={`/admin/categories/${category.id}`} className="quiet-link">
                    {name}
                  </a>
                  {!isSupported(category) && <span className="chip-warn">{t('categories:admin.closed')}</span>}
                </h3>
                {description && <p className="hint">{description}</p>}
                <p className="mt-0.5 text-xs text-soft">{facts.join(' · ')}</p>
              </div>
              <a
                href={`/admin/categories/${category.id}`}
                aria-label={t('admin:edit_named', { name })}
                className="btn-quiet"
              >
                <Icon name="pencil" /> {t('common:edit')}
              </a>
            </li>
          )
        })}
      </ol>
      <p className="hint mt-4">
        <a href="/admin/policies" className="link">
          {t('categories:admin.escalation')}
        </a>
      </p>
    </div>
  )
}
