import type { SearchEngine } from '#app/domain/search/engine.ts'
import { parseQuery } from '#app/domain/search/parse-query.ts'
import { collapse, describe } from '#app/domain/search/results.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type { SearchResult } from '#app/domain/search/results.ts'

const RESULTS_PAGE_SIZE = 20
/** How many matches are looked at for one search: the pages that anybody leafs through. */
const HITS_MAX = 300

/** One page of what the viewer may see of a search's matches, the best post of each thread or article. */
export async function searchPosts(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  { text, locale, page = 1 }: { text: string; locale: Locale; page?: number },
) {
  const query = parseQuery(text)
  const hits = await engine.search(db, query, { limit: HITS_MAX })
  const matches = await collapse(db, viewer, hits, locale)
  const shown = matches.slice((page - 1) * RESULTS_PAGE_SIZE, page * RESULTS_PAGE_SIZE)
  return {
    count: matches.length,
    /** There are more matches than are looked at. */
    capped: hits.length === HITS_MAX,
    more: matches.length > page * RESULTS_PAGE_SIZE,
    results: await describe(db, shown, [...query.words, ...query.phrases].join(' ')),
  }
}
