import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { EmptyState } from '#app/components/empty-state.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { listTags } from '#app/domain/tags/list-tags.ts'
import { count } from '#app/lib/format.ts'
import { titled } from '#app/lib/meta.ts'
import { tagPath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const name = (new URL(request.url).searchParams.get('name') ?? '').trim().slice(0, 35)
  return { name, tags: await listTags(db, { name }) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('tags:title'))

export default function Tags() {
  const { name, tags } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="title">{t('tags:title')}</h1>
          <p className="mt-1 text-soft">{t('tags:intro')}</p>
        </div>
        <form action="/tags" className="flex gap-2">
          <label htmlFor="name" className="sr-only">
            {t('tags:search')}
          </label>
          <input id="name" name="name" defaultValue={name} placeholder={t('tags:search')} className="field" />
          <button type="submit" className="btn" aria-label={t('common:search.send')}>
            <Icon name="search" />
          </button>
        </form>
      </div>
      {tags.length === 0 ? (
        <div className="mt-5">
          <EmptyState icon="hash" title={name ? t('tags:none', { name }) : t('tags:empty')} />
        </div>
      ) : (
        <ul className="mt-5 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {tags.map((tag) => (
            <li key={tag.id} className="card p-4">
              <p className="flex items-center justify-between gap-2">
                <a href={tagPath(tag.name)} className="tag text-sm">
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
    </div>
  )
}
