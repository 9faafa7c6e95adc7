import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { TAG_SORTS } from '#app/domain/tags/list-options.ts'
import { listTags } from '#app/domain/tags/list-tags.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const CURSOR_FORMS = { popular: 'number', name: 'name', new: 'moment' } as const

export async function loader({ request }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams
  const name = (query.get('name') ?? '').trim().slice(0, 35)
  const sort = TAG_SORTS.find((each) => each === query.get('sort')) ?? 'popular'
  const after = readCursor(query.get('after'), { by: CURSOR_FORMS[sort] })
  const { items, next } = await listTags(db, { name, sort, ...(after ? { after } : {}) })
  return { name, sort, tags: items, next: next && writeCursor(next), isFirstPage: !after }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('tags:title'), {
  description: (t) => t('tags:intro'),
})

export default function Tags() {
  const { name, sort, tags, next, isFirstPage } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const address = (changes: Record<string, string>) => {
    const query = new URLSearchParams({ ...(name && { name }), ...(sort !== 'popular' && { sort }), ...changes })
    return query.size > 0 ? `/tags?${query}` : '/tags'
  }
  return (
    <div className="page">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="title">{t('tags:title')}</h1>
          <p className="mt-1 text-soft">{t('tags:intro')}</p>
        </div>
        <form action="/tags" className="flex gap-2">
          {sort !== 'popular' && <input type="hidden" name="sort" value={sort} />}
          <label htmlFor="name" className="sr-only">
            {t('tags:search')}
          </label>
          <input
            dir="auto"
            key={name}
            id="name"
            name="name"
            defaultValue={name}
            placeholder={t('tags:search')}
            autoCapitalize="none"
            className="field"
          />
          <button type="submit" className="btn" aria-label={t('common:search.send')}>
            <Icon name="search" />
          </button>
        </form>
      </div>
      <nav aria-label={t('tags:sort.label')} className="tabs mt-4">
        {TAG_SORTS.map((each) => (
          <a
            key={each}
            href={address({ sort: each }).replace('sort=popular', '').replace(/[?&]$/, '')}
            aria-current={each === sort ? 'page' : undefined}
          >
            {t(`tags:sort.${each}`)}
          </a>
        ))}
      </nav>
      {tags.length === 0 ? (
        <div className="mt-5">
          <EmptyState icon="hash" title={name ? t('tags:none', { name }) : t('tags:empty')} />
        </div>
      ) : (
        <ul className="mt-5 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {tags.map((tag) => (
            <li key={tag.id} className="card p-4">
              <p className="flex items-center justify-between gap-2">
                <a dir="auto" href={tagPath(tag.name)} className="tag text-sm">
                  {tag.name}
                </a>
                <span className="hint">
                  {t('tags:questions', { count: tag.threadCount, shown: count(tag.threadCount, locale) })}
                </span>
              </p>
              {tag.description && <p className="hint mt-2 line-clamp-3">{tag.description}</p>}
              {tag.experts > 0 && (
                <p className="mt-2 inline-flex items-center gap-1 text-xs text-good">
                  <Icon name="badge-check" /> {t('tags:experts', { count: tag.experts })}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href={address({})} className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={address({ after: next })} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </div>
  )
}
