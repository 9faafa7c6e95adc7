import type { Need, SearchEngine } from '#app/domain/search/engine.ts'
import { collapse, describe, type SearchResult } from '#app/domain/search/results.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** From this many characters of a title on, it says something. */
const TITLE_MIN = 10
const FETCHED = 10
const SHOWN = 5

/**
 * What may answer a question before it is asked: the five best, and among equally near ones articles before solved
 * before answered before open threads.
 */
export async function suggestPosts(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  {
    locale,
    limit = SHOWN,
    exceptThreadId,
    ...need
  }: Need & { locale: Locale; limit?: number; exceptThreadId?: number },
): Promise<SearchResult[]> {
  if (need.title.trim().length < TITLE_MIN) return []
  const hits = await engine.suggest(db, { ...need, locale }, { limit: 2 * FETCHED })
  const matches = (await collapse(db, viewer, hits, locale))
    .filter((match) => match.threadId === null || match.threadId !== exceptThreadId)
    .slice(0, FETCHED)
  const best = matches[0]?.score || 1

  // Scores within a fifth of the best one are as good as equal.
  const nearness = (result: SearchResult) => Math.round((5 * result.score) / best)
  return (await describe(db, matches, need.title))
    .toSorted((a, b) => nearness(b) - nearness(a) || tier(a) - tier(b) || b.score - a.score)
    .slice(0, limit)
}

function tier(result: SearchResult): number {
  if (result.kind === 'article') return 0
  if (result.solved) return 1
  return result.answerCount > 0 ? 2 : 3
}
