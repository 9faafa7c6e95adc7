import type { SearchEngine } from '#app/domain/search/engine.ts'
import { completeWord } from '#app/domain/search/find/complete-word.ts'
import { collapse, describe } from '#app/domain/search/find/results.ts'
import { searchAny } from '#app/domain/search/find/search-any.ts'
import { joinNames } from '#app/domain/search/query/join-names.ts'
import { parseAlternatives } from '#app/domain/search/query/parse-query.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const LOOKED_AT = 30

/** The few best matches of a search that is still typed, without passages; and how many of the examined hits match. */
export async function previewResults(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  { text, locale, limit = 5 }: { text: string; locale: Locale; limit?: number },
) {
  const queries = parseAlternatives(await completeWord(db, (await joinNames(db, text)).text))
  const hits = await searchAny(db, engine, queries, LOOKED_AT)
  const matches = await collapse(db, viewer, hits, locale)
  return { count: matches.length, results: await describe(db, matches.slice(0, limit)) }
}
