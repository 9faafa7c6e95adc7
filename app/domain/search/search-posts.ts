import type { SearchEngine } from '#app/domain/search/engine.ts'
import { parseQuery } from '#app/domain/search/parse-query.ts'
import { collapse, describe, type SearchResult } from '#app/domain/search/results.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type { SearchResult } from '#app/domain/search/results.ts'

const RESULTS_PAGE_SIZE = 20
/** How many matches are looked at for one search: the pages that anybody leafs through. */
const HITS_MAX = 300

/** From this many characters of a title on, it says something. */
const TITLE_MIN = 10
const FETCHED = 10
const SHOWN = 5

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

/**
 * What may answer a question before it is asked: the five best, and among equally near ones articles before solved
 * before answered before open threads.
 */
export async function suggestPosts(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  { title, locale }: { title: string; locale: Locale },
): Promise<SearchResult[]> {
  if (title.trim().length < TITLE_MIN) return []
  const hits = await engine.suggest(db, title, { limit: 2 * FETCHED })
  const matches = (await collapse(db, viewer, hits, locale)).slice(0, FETCHED)
  const best = matches[0]?.score || 1

  // Scores within a fifth of the best one are as good as equal.
  const nearness = (result: SearchResult) => Math.round((5 * result.score) / best)
  return (await describe(db, matches, title))
    .toSorted((a, b) => nearness(b) - nearness(a) || tier(a) - tier(b) || b.score - a.score)
    .slice(0, SHOWN)
}

function tier(result: SearchResult): number {
  if (result.kind === 'article') return 0
  if (result.solved) return 1
  return result.answerCount > 0 ? 2 : 3
}
