import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { EmptyState } from '#app/components/empty-state.tsx'
import { FormError } from '#app/components/form.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { ResultRow } from '#app/components/search-result.tsx'
import { KINDS, QUERY_LENGTH } from '#app/domain/search/query-terms.ts'
import { searchPosts } from '#app/domain/search/search-posts.ts'
import { type HttpError, orFormErrors } from '#app/lib/http.ts'
import { countSearch } from '#app/lib/limits.server.ts'
import { titled } from '#app/lib/meta.ts'
import { searchEngine } from '#app/lib/search.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const params = new URL(request.url).searchParams
  const text = (params.get('q') ?? '').trim().slice(0, QUERY_LENGTH)
  const kind = KINDS.find((each) => each === params.get('kind'))
  const page = Math.min(15, Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1))
  const asked = { text, kind: kind ?? ('all' as const), page }

  const { failure } =
    text === '' ? {} : await orFormErrors(countSearch(db, { userId: viewer?.id ?? null, ip: context.ip }))
  if (failure) return data({ ...asked, ...NOTHING, ...failure.data }, failure.init ?? {})
  const found = await searchPosts(db, viewer, searchEngine, {
    text: kind && text ? `is:${kind} ${text}` : text,
    locale: await context.locale(),
    page,
  })
  return data({ ...asked, ...found, errors: [] as HttpError[] })
}

const NOTHING: Awaited<ReturnType<typeof searchPosts>> = { count: 0, capped: false, more: false, results: [] }

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>['data']>((t, page) =>
  page?.text ? t('search:title_of', { text: page.text }) : t('common:search.label'),
)

const TABS = ['all', ...KINDS] as const
const OPERATORS = [
  'phrase',
  'not',
  'tag',
  'user',
  'category',
  'state',
  'unanswered',
  'kind',
  'score',
  'answers',
] as const

export default function Search() {
  const { text, kind, page, count, capped, more, results, errors } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  const address = (change: { kind?: string; page?: number }) => {
    const query = new URLSearchParams({ q: text })
    const wanted = change.kind ?? kind
    if (wanted !== 'all') query.set('kind', wanted)
    if (change.page && change.page > 1) query.set('page', String(change.page))
    return `/search?${query}`
  }
  return (
    <div className="page-narrow">
      <h1 className="sr-only">{t('common:search.label')}</h1>
      <form action="/search" className="relative">
        <Icon
          name="search"
          className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-lg text-soft"
        />
        {kind !== 'all' && <input type="hidden" name="kind" value={kind} />}
        <input
          key={text}
          name="q"
          defaultValue={text}
          maxLength={QUERY_LENGTH}
          aria-label={t('search:field')}
          placeholder={t('search:placeholder')}
          className="field py-3 pr-28 pl-11 text-base"
        />
        <button type="submit" className="btn-primary absolute top-1/2 right-2 -translate-y-1/2">
          {t('common:search.send')}
        </button>
      </form>
      {text !== '' && (
        <nav aria-label={t('search:kinds')} className="tabs mt-4">
          {TABS.map((each) => (
            <a key={each} href={address({ kind: each })} aria-current={each === kind ? 'page' : undefined}>
              {t(`search:kind.${each}`)}
            </a>
          ))}
        </nav>
      )}
      {results.length > 0 && (
        <>
          <p className="hint mt-4" role="status">
            {t(capped ? 'search:many' : 'search:found', { count })}
          </p>
          <ol className="card mt-2 divide-y divide-line">
            {results.map((result) => (
              <ResultRow key={result.postId} result={result} />
            ))}
          </ol>
        </>
      )}
      {errors.length > 0 && (
        <div className="mt-4">
          <FormError errors={errors} />
        </div>
      )}
      {text !== '' && errors.length === 0 && results.length === 0 && (
        <div className="mt-4">
          <EmptyState icon="search" title={t('search:nothing', { text })}>
            <p>{t('search:nothing_hint')}</p>
            <p className="mt-4">
              <a href={`/ask?title=${encodeURIComponent(text.slice(0, 150))}`} className="btn-primary">
                {t('search:ask')}
              </a>
            </p>
          </EmptyState>
        </div>
      )}
      {(page > 1 || more) && (
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
          {page > 1 ? (
            <a href={address({ page: page - 1 })} rel="prev" className="btn">
              <Icon name="arrow-left" /> {t('search:previous')}
            </a>
          ) : (
            <span />
          )}
          {more && (
            <a href={address({ page: page + 1 })} rel="next" className="btn">
              {t('common:pages.next')} <Icon name="arrow-right" />
            </a>
          )}
        </nav>
      )}
      <details className="mt-6 text-sm" open={text === ''}>
        <summary className="text-soft">{t('search:help.title')}</summary>
        <table className="table mt-2">
          <tbody>
            {OPERATORS.map((operator) => (
              <tr key={operator}>
                <th scope="row">
                  <code>{t(`search:help.${operator}.example`)}</code>
                </th>
                <td className="text-soft">{t(`search:help.${operator}.text`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      {text !== '' && results.length > 0 && (
        <p className="mt-6 text-sm text-soft">
          {t('search:not_there')}{' '}
          <a href={`/ask?title=${encodeURIComponent(text.slice(0, 150))}`} className="link">
            {t('search:ask')}
          </a>
        </p>
      )}
    </div>
  )
}
