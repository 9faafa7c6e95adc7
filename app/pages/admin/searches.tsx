import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { canDraftAnywhere } from '#app/domain/articles/permissions.ts'
import { listWeeklySearches, type WeeklySearch } from '#app/domain/search/log/weekly-lists.ts'
import { WEEK_LISTS } from '#app/domain/search/query/query-terms.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { readWeek, weekName } from '#app/pages/admin/search-week.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { calendarDay, count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { askPath, readSearchAddress, searchPath } from '#app/web/search-address.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const now = new Date()
  const { week, list } = readWeek(query, now)
  const searches = await orHttpError(listWeeklySearches(db, actor, { list, week }))
  const resolved = query.get('resolved')
  const [earlier, later] = [week.minus({ weeks: 1 }), week.plus({ weeks: 1 })]
  const isKept = (other: typeof week) =>
    readWeek(new URLSearchParams({ week: weekName(other) }), now).week.equals(other)
  return {
    list,
    searches,
    week: weekName(week),
    isThisWeek: week.hasSame(readWeek(new URLSearchParams(), now).week, 'week'),
    from: week.toJSDate(),
    to: week.endOf('week').toJSDate(),
    earlier: isKept(earlier) ? weekName(earlier) : null,
    later: isKept(later) ? weekName(later) : null,
    resolved: resolved ? (query.get('as') === 'ignored' ? ('ignored' as const) : ('done' as const)) : null,
    resolvedText: resolved?.slice(0, 300) ?? '',
    mayWrite: canDraftAnywhere(actor),
    isAdmin: isAdmin(actor),
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('searches:title'))

export default function Searches() {
  const page = useLoaderData<typeof loader>()
  const { list, searches, week } = page
  const { t, reading } = useLanguage()
  const address = (change: { week?: string; list?: string }) =>
    `/admin/searches?${new URLSearchParams({ week, list, ...change })}`
  return (
    <div className="page">
      <h1 className="title">{page.isAdmin ? t('admin:title') : t('searches:title')}</h1>
      {page.isAdmin && <AdminTabs current="searches" />}
      <p className="mt-4 max-w-3xl text-soft">{t('searches:intro')}</p>
      <nav aria-label={t('searches:weeks')} className="mt-4 flex flex-wrap items-center gap-2">
        {page.earlier ? (
          <a href={address({ week: page.earlier })} rel="prev" className="btn-small" aria-label={t('searches:earlier')}>
            <Icon name="arrow-left" />
          </a>
        ) : null}
        <span title={t('searches:days')} className="min-w-0 font-medium max-sm:basis-[calc(100%-6rem)] max-sm:text-sm">
          {t('searches:week', { from: calendarDay(page.from, reading), to: calendarDay(page.to, reading) })}
        </span>
        {page.later ? (
          <a href={address({ week: page.later })} rel="next" className="btn-small" aria-label={t('searches:later')}>
            <Icon name="arrow-right" />
          </a>
        ) : null}
        {!page.isThisWeek && (
          <a href={`/admin/searches?list=${list}`} className="btn-quiet">
            {t('searches:this_week')}
          </a>
        )}
        {searches.length > 0 && (
          <a
            href={`/admin/searches/export.csv?${new URLSearchParams({ week, list })}`}
            data-reload=""
            className="btn-quiet sm:ml-auto"
          >
            <Icon name="table" /> {t('searches:export')}
          </a>
        )}
      </nav>
      <nav aria-label={t('searches:lists')} className="tabs mt-3">
        {WEEK_LISTS.map((each) => (
          <a key={each} href={address({ list: each })} aria-current={each === list ? 'page' : undefined}>
            {t(`searches:list.${each}`)}
          </a>
        ))}
      </nav>
      {page.resolved && (
        <div role="status" className="notice-good mt-4 items-center">
          <Icon name="check" />
          <span className="min-w-0 flex-1 wrap-anywhere">
            {t(`searches:resolved.${page.resolved}`, { text: page.resolvedText })}
          </span>
          <ActionButton
            action="/admin/searches/resolutions"
            fields={{ text: page.resolvedText, resolution: '', week, list }}
            stay
          >
            <Icon name="undo-2" /> {t('searches:undo')}
          </ActionButton>
        </div>
      )}
      {searches.length > 0 ? (
        <div className="card mt-4 overflow-x-auto">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('searches:text')}</th>
                <th scope="col" className="text-right!">
                  {t('searches:count')}
                </th>
                {list !== 'nothing' && (
                  <>
                    <th scope="col" className="text-right! max-sm:hidden">
                      {t('searches:hits')}
                    </th>
                    <th scope="col" className="text-right! max-sm:hidden">
                      {t('searches:opened')}
                    </th>
                    <th scope="col" className="text-right! max-sm:hidden" title={t('searches:rank_hint')}>
                      {t('searches:rank')}
                    </th>
                  </>
                )}
                <th scope="col" className="max-sm:hidden">
                  {t('searches:last')}
                </th>
                <td className="border-b!" />
              </tr>
            </thead>
            <tbody>
              {searches.map((search) => (
                <Row key={search.key} search={search} page={page} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className="mt-4">
          <EmptyState icon="search" title={t(`searches:empty.${list}`)} />
        </div>
      )}
    </div>
  )
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>

function Row({ search, page }: { search: WeeklySearch; page: Page }) {
  const { locale, t } = useLanguage()
  const { text } = search
  const { list } = page
  return (
    <tr>
      <td {...written(search.locale)} className="w-full min-w-32">
        <a href={searchPath({ text })} className="quiet-link font-medium wrap-anywhere">
          {text}
        </a>
        {search.resolution && (
          <span className="ml-2">
            <span className="chip-plain">{t(`searches:resolution.${search.resolution}`)}</span>
          </span>
        )}
      </td>
      <td className="text-right tabular-nums">{count(search.searches, locale)}</td>
      {list !== 'nothing' && (
        <>
          <td className="text-right tabular-nums max-sm:hidden">{count(search.hits, locale)}</td>
          <td className="text-right tabular-nums max-sm:hidden">{count(search.opened, locale)}</td>
          <td className="text-right tabular-nums max-sm:hidden">
            {search.firstRank === null ? '–' : count(search.firstRank, locale)}
          </td>
        </>
      )}
      <td className="whitespace-nowrap text-soft max-sm:hidden">
        <Time at={search.lastAt} />
      </td>
      <td className="max-sm:px-1!">
        <div className="-my-1 flex items-center justify-end sm:gap-1">
          {search.resolution ? (
            <ResolveButton text={text} page={page} resolution="" label={t('searches:undo_of', { text })}>
              <Icon name="undo-2" /> {t('searches:undo')}
            </ResolveButton>
          ) : (
            <>
              {page.mayWrite && (
                <a
                  href={newArticlePath(text)}
                  aria-label={t('searches:article_of', { text })}
                  title={t('searches:article')}
                  className="btn-quiet"
                >
                  <Icon name="pencil" />{' '}
                  <span className="whitespace-nowrap max-lg:sr-only">{t('searches:article')}</span>
                </a>
              )}
              <ResolveButton text={text} page={page} resolution="done" label={t('searches:done_of', { text })}>
                <Icon name="check" /> <span className="whitespace-nowrap max-lg:sr-only">{t('searches:done')}</span>
              </ResolveButton>
              <ResolveButton text={text} page={page} resolution="ignored" label={t('searches:ignore_of', { text })}>
                <Icon name="eye-off" /> <span className="whitespace-nowrap max-lg:sr-only">{t('searches:ignore')}</span>
              </ResolveButton>
            </>
          )}
        </div>
      </td>
    </tr>
  )
}

function ResolveButton({
  text,
  resolution,
  label,
  page,
  children,
}: {
  text: string
  resolution: string
  label: string
  page: Page
  children: ReactNode
}) {
  const fields = { text, resolution, week: page.week, list: page.list }
  return (
    <ActionButton action="/admin/searches/resolutions" fields={fields} label={label} stay>
      {children}
    </ActionButton>
  )
}

/** The address of a new article with the words of a search as its title, if the search has words. */
function newArticlePath(text: string): string {
  const title = new URLSearchParams(askPath(readSearchAddress(new URLSearchParams({ q: text }))).split('?')[1]).get(
    'title',
  )
  return `/kb/articles/new?${new URLSearchParams({ title: title ?? text })}`
}
