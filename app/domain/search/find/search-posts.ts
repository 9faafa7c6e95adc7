import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { countFacets, narrow, type SearchFacets } from '#app/domain/search/find/facets.ts'
import { collapse, describe } from '#app/domain/search/find/results.ts'
import { searchAny } from '#app/domain/search/find/search-any.ts'
import { parseAlternatives, type QueryWarning, type SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { HITS_MAX, RESULTS_PAGE_SIZE, type SearchSort } from '#app/domain/search/query/query-terms.ts'
import { searchedStems } from '#app/domain/search/rank/searched-stems.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type { SearchResult } from '#app/domain/search/find/results.ts'

type Asked = {
  text: string
  locale: Locale
  facets?: SearchFacets
  sort?: SearchSort
  page?: number
  now?: Date
}

/**
 * One page of the matches that the viewer may see, with the best post of each thread or article. Of more than 300 hits,
 * only the best 300 are used (`capped`) for counts and other orders.
 */
export async function searchPosts(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  { text, locale, facets = {}, sort = 'relevance', page = 1, now = new Date() }: Asked,
) {
  const queries = parseAlternatives(text).map((query) => narrow(query, facets, { now }))
  const hits = await searchAny(db, engine, queries, HITS_MAX)
  const matches = await inOrder(db, await collapse(db, viewer, hits, locale), sort)
  const shown = matches.slice((page - 1) * RESULTS_PAGE_SIZE, page * RESULTS_PAGE_SIZE)
  const [results, counts] = await Promise.all([
    searchedStems(db, queries).then((stems) => describe(db, shown, stems)),
    countFacets(db, hits, matches, { now }),
  ])
  return {
    warnings: warningsOf(queries),
    count: matches.length,
    /** There are more matches than are looked at. */
    capped: hits.length === HITS_MAX,
    more: matches.length > page * RESULTS_PAGE_SIZE,
    results,
    counts,
  }
}

/** The warnings of all alternatives, each once. */
const warningsOf = (queries: SearchQuery[]): QueryWarning[] => [
  ...new Map(
    queries.flatMap((query) => query.warnings.map((warning) => [`${warning.code} ${warning.text}`, warning] as const)),
  ).values(),
]

/** The matches in another order than relevance; among equals, the more relevant one comes first. */
async function inOrder<Match extends { postId: number }>(db: Db, matches: Match[], sort: SearchSort): Promise<Match[]> {
  if (sort === 'relevance' || matches.length < 2) return matches
  const by = sort === 'newest' ? sql`extract(epoch from created_at)::float8` : sql`score`
  const { rows } = await sql<{ id: number; value: number }>`
    select id, ${by} as value from posts where id = any (${matches.map((match) => match.postId)}::bigint[])`.execute(db)
  const values = new Map(rows.map((row) => [row.id, row.value]))
  return matches.toSorted((a, b) => (values.get(b.postId) ?? 0) - (values.get(a.postId) ?? 0))
}
