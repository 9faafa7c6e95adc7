import { type AppLoadContext, data, redirect } from '@remix-run/node'
import { listFaq } from '#app/domain/articles/queries.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import type { FoundPeople } from '#app/domain/profiles/find-people.ts'
import { completeWord } from '#app/domain/search/find/complete-word.ts'
import { didYouMean } from '#app/domain/search/find/did-you-mean.ts'
import { isNarrowed } from '#app/domain/search/find/facets.ts'
import { findReferable } from '#app/domain/search/find/list-referable.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { type Suggestion, suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { listPopularSearches } from '#app/domain/search/log/popular-searches.ts'
import { joinNames } from '#app/domain/search/query/join-names.ts'
import { parseAlternatives } from '#app/domain/search/query/parse-query.ts'
import type { SearchState } from '#app/domain/search/query/query-terms.ts'
import { explainNames, type UnknownName } from '#app/domain/search/query/unknown-names.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { type HttpError, orFormErrors } from '#app/web/http.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { threadPath } from '#app/web/paths.ts'
import { readSearchAddress, type SearchChoice, searchText } from '#app/web/search-address.ts'
import { logSearchOfRequest } from '#app/web/search-log.server.ts'
import { db } from '#db/client.server.ts'

const FAQ_SHOWN = 5

const UNFINISHED_TAG = /(?:^|\s)-?\[[^[\]]*$/

const facetsOf = ({ text: _, sort: __, page: ___, ...facets }: SearchChoice) => facets

/**
 * A search for `#34` and nothing else leads to the question with this number, when the viewer may see it: private ones
 * too, which no search finds.
 */
export async function leadToNumber(request: Request, context: AppLoadContext): Promise<void> {
  const number = /^#(\d{1,15})$/.exec(readSearchAddress(new URL(request.url).searchParams).text)?.[1]
  if (number === undefined) return
  const [thread] = await findReferable(db, await context.viewer(), [Number(number)])
  if (thread) throw redirect(threadPath(thread))
}

/**
 * The page of a search, and its line in the search log. `typing` is set while somebody types: the last word may be
 * unfinished, unless the address has `final`, and the search continues the log line that the address names. Over the
 * rate limit the page says so.
 */
export async function loadSearchPage(request: Request, context: AppLoadContext, typing: string | null = null) {
  const choice = readSearchAddress(new URL(request.url).searchParams)
  const [viewer, locale] = [await context.viewer(), await context.locale()]
  const facets = facetsOf(choice)
  if (choice.text === '' && !isNarrowed(facets)) {
    return data<SearchPage>({ ...NOTHING, choice, popular: await listPopularSearches(db, locale) })
  }
  const who = { userId: viewer?.id ?? null, ip: context.ip, suggests: typing !== null }
  const { failure } = await orFormErrors(countSearch(db, who))
  if (failure) return data<SearchPage>({ ...NOTHING, choice, ...failure.data }, failure.init ?? {})

  const now = new Date()
  const isTyping = typing !== null && !new URL(request.url).searchParams.has('final')
  const read = await joinNames(db, choice.text)
  const text = isTyping ? await completeWord(db, read.text.replace(UNFINISHED_TAG, '')) : read.text
  const { counts, ...found } = await searchPosts(db, viewer, searchEngine, {
    text,
    locale,
    facets,
    sort: choice.sort,
    page: choice.page,
    now,
  })
  const nothing = found.count === 0
  const isFirst = choice.page === 1
  const written = searchText(choice)
  const [token, meant, names, faq, suggestions, categories] = await Promise.all([
    isFirst
      ? logSearchOfRequest(
          request,
          context,
          { text: written, surface: 'page', hits: found.count },
          { typedFrom: typing },
        )
      : null,
    isFirst && text === read.text ? didYouMean(db, viewer, searchEngine, { text, facets, locale, now }) : null,
    // A name that is still being typed is not wrong yet.
    isTyping && !nothing ? NO_NAMES : explainNames(db, parseAlternatives(searchText({ ...choice, text: read.text }))),
    nothing ? listFaq(db, viewer, locale) : [],
    // These hits need not have every word, and no filter is applied.
    nothing ? suggestPosts(db, viewer, searchEngine, { title: wordsOf(text), locale }) : [],
    listCategories(db),
  ])
  const named = new Map(
    categories.map(({ slug, name, translations }) => [slug.toLowerCase(), { slug, name, translations }]),
  )
  return data<SearchPage>({
    ...NOTHING,
    ...found,
    choice,
    // A filter that is still being typed is not wrong yet.
    warnings: [
      ...found.warnings.filter((warning) => !isTyping || !text.endsWith(warning.text)),
      ...(isTyping ? [] : read.warnings),
    ],
    facets: {
      kinds: Object.fromEntries(counts.kinds),
      states: Object.fromEntries(counts.states),
      locales: Object.fromEntries(counts.locales),
      periods: Object.fromEntries(counts.periods),
      tags: [...counts.tags].map(([name, count]) => ({ name, count })),
      categories: [...counts.categories].flatMap(([slug, count]) => {
        const category = named.get(slug.toLowerCase())
        return category ? [{ ...category, count }] : []
      }),
    } satisfies Facets,
    category: named.get(choice.category ?? '') ?? null,
    token: token ?? null,
    meant: meant ?? null,
    unknown: names.unknown,
    people: names.people,
    suggestions,
    faq: faq.slice(0, FAQ_SHOWN).map((article) => ({ id: article.id, title: article.title, locale: article.locale })),
  })
}

type Counted<Name extends string> = Partial<Record<Name, number>>
type CategoryName = Pick<Awaited<ReturnType<typeof listCategories>>[number], 'slug' | 'name' | 'translations'>
/** The words of a search, of all its alternatives. */
const wordsOf = (text: string) => [...new Set(parseAlternatives(text).flatMap((query) => query.words))].join(' ')

type Facets = {
  kinds: Counted<'question' | 'answer' | 'article'>
  states: Counted<SearchState>
  locales: Counted<'en' | 'fr'>
  periods: Counted<'day' | 'week' | 'month' | 'year'>
  tags: Array<{ name: string; count: number }>
  categories: Array<CategoryName & { count: number }>
}

const NO_NAMES = { unknown: [] as UnknownName[], people: [] as FoundPeople[] }

/** The data of a page without results or without a query. */
const NOTHING = {
  errors: [] as HttpError[],
  warnings: [] as Awaited<ReturnType<typeof searchPosts>>['warnings'],
  count: 0,
  capped: false,
  more: false,
  results: [] as Awaited<ReturnType<typeof searchPosts>>['results'],
  facets: { kinds: {}, states: {}, locales: {}, periods: {}, tags: [], categories: [] } as Facets,
  category: null as CategoryName | null,
  token: null as string | null,
  meant: null as string | null,
  ...NO_NAMES,
  suggestions: [] as Suggestion[],
  faq: [] as Array<{ id: number; title: string; locale: string }>,
  popular: [] as Array<{ text: string }>,
}

export type SearchPage = typeof NOTHING & { choice: SearchChoice }
