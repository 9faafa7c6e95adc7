import type { HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useRef } from 'react'
import { KINDS, QUERY_LENGTH, RESULTS_PAGE_SIZE, SORTS } from '#app/domain/search/query/query-terms.ts'
import { leadToNumber, loadSearchPage, type SearchPage } from '#app/pages/search/page.server.ts'
import { ActiveFacets, Count, SearchFacets } from '#app/pages/search/search-facets.tsx'
import { SearchHelp, SearchHelpPopover } from '#app/pages/search/search-help.tsx'
import { DidYouMean, NothingFound, QueryWarnings } from '#app/pages/search/search-hints.tsx'
import { ResultRow } from '#app/pages/search/search-result.tsx'
import { useInstantSearch, useResultKeys } from '#app/pages/search/use-instant-search.ts'
import { FormError } from '#app/ui/form.tsx'
import { count as figure } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { SearchBox } from '#app/ui/search/search-box.tsx'
import { titled } from '#app/web/meta.ts'
import { askPath, searchFields, searchPath } from '#app/web/search-address.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await leadToNumber(request, context)
  return loadSearchPage(request, context)
}

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders

export const meta: MetaFunction<typeof loader> = titled<SearchPage>((t, page) =>
  page?.choice.text ? t('search:title_of', { text: page.choice.text }) : t('common:search.label'),
)

const TABS = ['all', ...KINDS] as const

export default function Search() {
  const loaded = useLoaderData<typeof loader>() as SearchPage
  const { t } = useLanguage()
  const box = useRef<HTMLInputElement>(null)
  const page = useInstantSearch(loaded, box)
  useResultKeys(box)
  const { choice, results, errors } = page
  const isBlank = searchFields(choice).every(([name]) => name === 'sort')

  return (
    <div className="page">
      <h1 className="sr-only">{t('common:search.label')}</h1>
      <form action="/search" className="max-w-3xl">
        {searchFields({ ...choice, text: '', page: 1 }).map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <SearchBox className="relative">
          <Icon
            name="search"
            className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-lg text-soft"
          />
          <input
            ref={box}
            type="search"
            dir="auto"
            name="q"
            defaultValue={loaded.choice.text}
            maxLength={QUERY_LENGTH}
            aria-label={t('search:field')}
            placeholder={t('search:placeholder')}
            autoCapitalize="none"
            enterKeyHint="search"
            className="field py-3 pr-32 pl-11 text-base"
          />
          <button type="submit" className="btn-primary absolute top-1/2 right-2 -translate-y-1/2">
            {t('common:search.send')}
          </button>
        </SearchBox>
      </form>
      {isBlank ? (
        <Blank page={page} />
      ) : (
        <>
          <div className="mt-3 flex items-end justify-between gap-x-4 border-b border-line">
            <nav aria-label={t('search:kinds')} className="tabs -mb-px min-w-0 border-b-0!">
              {TABS.map((each) => (
                <Tab key={each} kind={each} page={page} />
              ))}
            </nav>
            <div className="shrink-0 pb-1">
              <SearchHelpPopover />
            </div>
          </div>
          <ActiveFacets page={page} />
          <QueryWarnings page={page} />
          <DidYouMean page={page} />
          <Figure page={page} />
          {errors.length > 0 && (
            <div className="mt-4">
              <FormError errors={errors} />
            </div>
          )}
          {results.length > 0 ? (
            <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-3 lg:grid-cols-[minmax(0,1fr)_15rem]">
              <aside className="lg:order-last">
                <SearchFacets page={page} />
              </aside>
              <div className="min-w-0">
                <Results page={page} />
                <Pages page={page} />
                <p className="mt-6 text-sm text-soft">
                  {t('search:not_there')}{' '}
                  <a href={askPath(choice)} className="link">
                    {t('search:ask')}
                  </a>
                </p>
              </div>
            </div>
          ) : (
            errors.length === 0 && <NothingFound page={page} />
          )}
        </>
      )}
    </div>
  )
}

function Tab({ kind, page }: { kind: (typeof TABS)[number]; page: SearchPage }) {
  const { locale, t } = useLanguage()
  const { kind: chosen, ...others } = page.choice
  const current = kind === (chosen ?? 'all')
  const counted =
    kind === 'all' ? (chosen ? undefined : page.count) : chosen && !current ? undefined : page.facets.kinds[kind]
  return (
    <a
      href={searchPath({ ...others, ...(kind !== 'all' && { kind }), page: 1 })}
      rel="nofollow"
      aria-current={current ? 'page' : undefined}
    >
      {t(`search:kind.${kind}`)}
      {counted !== undefined && <Count value={figure(counted, locale)} capped={page.capped} />}
    </a>
  )
}

/** The number and the order of the results. Screen readers announce changes of the number. */
function Figure({ page }: { page: SearchPage }) {
  const { locale, t } = useLanguage()
  const { choice, count, capped, results, errors } = page
  const found = t(capped ? 'search:many' : 'search:found', { count, shown: figure(count, locale) })
  return (
    <div className="hint mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <p role="status" className={results.length > 0 ? '' : 'sr-only'}>
        {results.length > 0 ? found : errors.length === 0 && t('search:none')}
      </p>
      {results.length > 0 && (
        <nav aria-label={t('search:sort.label')} className="flex gap-0.5">
          {SORTS.map((sort) => (
            <a
              key={sort}
              href={searchPath({ ...choice, sort, page: 1 })}
              rel="nofollow"
              aria-current={sort === choice.sort ? 'true' : undefined}
              className="tab-small"
            >
              {t(`search:sort.${sort}`)}
            </a>
          ))}
        </nav>
      )}
    </div>
  )
}

function Results({ page }: { page: SearchPage }) {
  const from = (page.choice.page - 1) * RESULTS_PAGE_SIZE + 1
  return (
    <ol start={from} className="card divide-y divide-line">
      {page.results.map((result, index) => (
        <ResultRow key={result.postId} result={result} token={page.token} rank={from + index} />
      ))}
    </ol>
  )
}

function Pages({ page }: { page: SearchPage }) {
  const { t } = useLanguage()
  const { choice, more } = page
  if (choice.page === 1 && !more) return null
  return (
    <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
      {choice.page > 1 ? (
        <a href={searchPath({ ...choice, page: choice.page - 1 })} rel="prev" className="btn">
          <Icon name="arrow-left" /> {t('search:previous')}
        </a>
      ) : (
        <span />
      )}
      {more && (
        <a href={searchPath({ ...choice, page: choice.page + 1 })} rel="next" className="btn">
          {t('common:pages.next')} <Icon name="arrow-right" />
        </a>
      )}
    </nav>
  )
}

/** The page before a search: popular searches and how to search. */
function Blank({ page }: { page: SearchPage }) {
  const { t } = useLanguage()
  return (
    <div className="mt-6 max-w-3xl space-y-6">
      {page.popular.length > 0 && (
        <section>
          <h2 className="subtitle">{t('search:popular')}</h2>
          <ul className="mt-2 flex flex-wrap gap-2">
            {page.popular.map(({ text }) => (
              <li key={text}>
                <a href={searchPath({ text })} className="btn-small">
                  <Icon name="search" className="text-soft" /> {text}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2 className="subtitle">{t('search:help.title')}</h2>
        <div className="card mt-2 px-2 py-1">
          <SearchHelp />
        </div>
      </section>
    </div>
  )
}
