import type { SearchFacets } from '#app/domain/search/find/facets.ts'
import {
  HITS_MAX,
  KINDS,
  LOCALES,
  PERIODS,
  QUERY_LENGTH,
  RESULTS_PAGE_SIZE,
  type SearchSort,
  SORTS,
  STATES,
} from '#app/domain/search/query/query-terms.ts'
import { cleanTagName, TAGS_MAX } from '#app/domain/tags/tag-names.ts'

/** The parts of a search address: its text, its filters, its order and its page. */
export type SearchChoice = SearchFacets & { text: string; tags: string[]; sort: SearchSort; page: number }

const PAGES_MAX = HITS_MAX / RESULTS_PAGE_SIZE
const NAME_LENGTH = 60

/** Reads an address. Invalid values are ignored; when a value is given twice, the first counts. */
export function readSearchAddress(query: URLSearchParams): SearchChoice {
  const one = <Value extends string>(name: string, values: readonly Value[]) =>
    values.find((value) => value === query.get(name))
  const named = (text: string | null) => plain(text ?? '').slice(0, NAME_LENGTH) || undefined
  const tags = query.getAll('tag').map((tag) => cleanTagName(named(tag) ?? ''))
  return {
    text: plain((query.get('q') ?? '').slice(0, 4 * QUERY_LENGTH)).slice(0, QUERY_LENGTH),
    ...defined({
      kind: one('kind', KINDS),
      state: one('state', STATES),
      category: named(query.get('category'))?.toLowerCase(),
      locale: one('lang', LOCALES),
      period: one('since', PERIODS),
    }),
    tags: [...new Set(tags.filter((tag) => tag !== '' && tag.length <= NAME_LENGTH))].slice(0, TAGS_MAX),
    sort: one('sort', SORTS) ?? 'relevance',
    page: Math.min(PAGES_MAX, Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1)),
  }
}

/** The fields of a search address, as a form sends them. */
export function searchFields(choice: Partial<SearchChoice>): Array<[string, string]> {
  const { text, kind, state, category, tags = [], locale, period, sort, page = 1 } = choice
  const fields: Array<[string, string | undefined]> = [
    ['q', text],
    ['kind', kind],
    ['state', state],
    ['category', category],
    ...tags.map((tag): [string, string] => ['tag', tag]),
    ['lang', locale],
    ['since', period],
    ['sort', sort === 'relevance' ? undefined : sort],
    ['page', page > 1 ? String(page) : undefined],
  ]
  return fields.filter((field): field is [string, string] => Boolean(field[1]))
}

/** The address of a search. */
export function searchPath(choice: Partial<SearchChoice>): string {
  const query = new URLSearchParams(searchFields(choice))
  return query.size > 0 ? `/search?${query}` : '/search'
}

/** The whole search in one line, with its filters written as operators. */
export function searchText({ text, kind, state, category, tags, locale, period }: SearchChoice): string {
  return [
    text,
    kind && `is:${kind}`,
    state && `is:${state}`,
    category && `category:${category}`,
    ...tags.map((tag) => `[${tag}]`),
    locale && `lang:${locale}`,
    period && `since:${period}`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** One line, without characters that a text column cannot store. */
const plain = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const defined = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>
  }

const TITLE_LENGTH = 150

/**
 * The address to ask what a search did not find: its words become the title, its filters fill the form where possible.
 */
export function askPath({ text, tags, category }: Pick<SearchChoice, 'text' | 'tags' | 'category'>): string {
  const typed = [...text.matchAll(/(?<!-)\[([^[\]]+)\]/g)].map(([, tag = '']) => cleanTagName(tag))
  const categorySlug = category ?? /(?:^|\s)category:"?([^\s"]+)/i.exec(text)?.[1]?.toLowerCase()
  const title = text
    .replace(
      /-"[^"]*"|-?\[[^[\]]*\]|(?<=^|\s)-?(?:user|tag|category|is|in|lang|score|answers|after|before):(?:"[^"]*"|\S*)/gi,
      ' ',
    )
    .replace(/(?<=^|\s)-\S+/g, ' ')
    .replace(/["“”«»]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const query = new URLSearchParams()
  if (title !== '') query.set('title', title.slice(0, TITLE_LENGTH))
  const wanted = [...new Set([...typed, ...tags])].slice(0, TAGS_MAX)
  if (wanted.length > 0) query.set('tags', wanted.join(' '))
  if (categorySlug) query.set('category', categorySlug)
  return query.size > 0 ? `/ask?${query}` : '/ask'
}
