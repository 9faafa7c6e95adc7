import type { SearchEngine } from '#app/domain/search/engine.ts'
import { postgresEngine } from '#app/domain/search/postgres-engine.ts'
import { env } from '#app/lib/env.ts'
import { connectMeilisearch } from '#app/lib/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/lib/meilisearch/meilisearch-engine.ts'

/** The index that measurements make anew on the server, beside that of a forum. */
const BENCH_INDEX = 'entraide_bench'

/** The engines that can be measured here, by name: the embedded one, and those whose servers are configured. */
export function enginesHere(): [name: string, SearchEngine][] {
  const embedded = postgresEngine()
  const { MEILI_URL: url, MEILI_KEY: key } = env
  if (!url) return [['embedded', embedded]]
  return [
    ['embedded', embedded],
    ['meilisearch', meilisearchEngine(connectMeilisearch({ url, key, uid: BENCH_INDEX }), embedded)],
  ]
}
