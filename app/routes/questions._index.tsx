import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData, useSearchParams } from '@remix-run/react'
import { EmptyState } from '#app/components/empty-state.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { ThreadList } from '#app/components/thread-list.tsx'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { getCategory, listCategories } from '#app/domain/categories/queries.ts'
import { getTag, listPopularTags } from '#app/domain/tags/queries.ts'
import { THREAD_FILTERS, THREAD_SORTS } from '#app/domain/threads/list-options.ts'
import { listThreads } from '#app/domain/threads/queries.ts'
import { readCursor, writeCursor } from '#app/lib/cursor.ts'
import { count } from '#app/lib/format.ts'
import { orHttpError } from '#app/lib/http.ts'
import { titled } from '#app/lib/meta.ts'
import { categoryPath, tagPath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const query = new URL(request.url).searchParams
  const sort = THREAD_SORTS.find((each) => each === query.get('sort')) ?? 'newest'
  const filter = THREAD_FILTERS.find((each) => each === query.get('filter')) ?? 'all'
  const tagName = query.get('tag')
  const categorySlug = query.get('category')

  const [tag, category, categories, tags] = await Promise.all([
    tagName ? orHttpError(getTag(db, tagName)) : undefined,
    categorySlug ? orHttpError(getCategory(db, categorySlug)) : undefined,
    listCategories(db),
    listPopularTags(db),
  ])
  const { items, next } = await listThreads(db, viewer, {
    sort,
    filter,
    tagId: tag?.id,
    categoryId: category?.id,
    after: readCursor(query.get('after'), { by: sort === 'score' ? 'number' : 'moment' }),
  })
  return {
    items,
    next: next && writeCursor(next),
    sort,
    filter,
    tag: tag && { name: tag.name, description: tag.description, threadCount: tag.threadCount },
    category,
    categories,
    tags,
    isFirstPage: !query.get('after'),
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, data) => data?.tag?.name ?? t('questions:title'),
)

export default function Questions() {
  const { items, next, sort, filter, tag, category, categories, tags, isFirstPage } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const [params] = useSearchParams()
  const address = (change: Record<string, string | null>) => {
    const query = new URLSearchParams(params)
    query.delete('after')
    for (const [name, value] of Object.entries(change)) value === null ? query.delete(name) : query.set(name, value)
    return `/questions?${query}`
  }
  const text = category && categoryText(category, locale)

  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <h1 className="title">
          {tag ? t('questions:title_tag', { tag: tag.name }) : (text?.name ?? t('questions:title'))}
        </h1>
        {(tag?.description || text?.description) && (
          <p className="mt-1 text-soft">{tag?.description || text?.description}</p>
        )}
        <div className="mt-4 flex flex-wrap items-end gap-x-4">
          <nav aria-label={t('questions:filter.label')} className="tabs min-w-0 flex-1 max-sm:basis-full">
            {THREAD_FILTERS.map((each) => (
              <a
                key={each}
                href={address({ filter: each === 'all' ? null : each })}
                aria-current={each === filter ? 'page' : undefined}
              >
                {t(`questions:filter.${each}`)}
              </a>
            ))}
          </nav>
          <nav aria-label={t('questions:sort.label')} className="flex items-center gap-1 py-1">
            {THREAD_SORTS.map((each) => (
              <a
                key={each}
                href={address({ sort: each === 'newest' ? null : each })}
                aria-current={each === sort ? 'true' : undefined}
                className="btn-quiet aria-[current]:bg-sunken aria-[current]:text-ink"
              >
                {t(`questions:sort.${each}`)}
              </a>
            ))}
          </nav>
        </div>
        <div className="mt-4">
          {items.length > 0 ? (
            <ThreadList items={items} />
          ) : (
            <EmptyState icon="message-circle" title={t('questions:empty.title')}>
              <p>{t('questions:empty.hint')}</p>
              <p className="mt-4">
                <a href="/ask" className="btn-primary">
                  {t('common:nav.ask')}
                </a>
              </p>
            </EmptyState>
          )}
        </div>
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
          {isFirstPage ? (
            <span />
          ) : (
            <a href={address({})} className="btn">
              <Icon name="arrow-left" /> {t('common:pages.first')}
            </a>
          )}
          {next && (
            <a href={`${address({})}&after=${next}`} rel="next" className="btn">
              {t('common:pages.next')} <Icon name="arrow-right" />
            </a>
          )}
        </nav>
      </div>
      <aside className="space-y-6">
        <section>
          <h2 className="subtitle">{t('questions:categories')}</h2>
          <ul className="mt-2 space-y-0.5 text-sm">
            {categories.map((each) => (
              <li key={each.id}>
                <a
                  href={categoryPath(each.slug)}
                  aria-current={each.id === category?.id ? 'page' : undefined}
                  className="flex items-center justify-between rounded-md px-2 py-1.5 text-ink no-underline hover:bg-sunken aria-[current]:bg-accent-soft"
                >
                  {categoryText(each, locale).name}
                  <span className="hint">{count(each.threadCount, locale)}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
        {tags.length > 0 && (
          <section>
            <h2 className="subtitle">{t('questions:popular_tags')}</h2>
            <p className="mt-2 flex flex-wrap gap-1.5">
              {tags.map((each) => (
                <a key={each.id} href={tagPath(each.name)} className="tag">
                  {each.name} <span className="ml-1 opacity-80">{each.threadCount}</span>
                </a>
              ))}
            </p>
          </section>
        )}
      </aside>
    </div>
  )
}
