import { countEmbeddings } from '#app/domain/search/embeddings/count-embeddings.ts'
import { embedPosts } from '#app/domain/search/embeddings/embed-posts.ts'
import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import { withEmbeddings } from '#app/domain/search/embeddings/with-embeddings.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import { connectMeilisearch } from '#app/engines/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { env } from '#app/platform/env.ts'

/** The index that measurements make anew on the server, beside that of a forum. */
const BENCH_INDEX = 'entraide_bench'

/** The engines that can be measured here, by name: the embedded one, and those whose servers are configured. */
export function enginesHere(): [name: string, SearchEngine][] {
  const embedded = postgresEngine()
  const engines: [string, SearchEngine][] = [['embedded', embedded]]
  const { MEILI_URL: url, MEILI_KEY: key } = env
  if (url)
    engines.push(['meilisearch', meilisearchEngine(connectMeilisearch({ url, key, uid: BENCH_INDEX }), embedded)])
  const embedder = configuredEmbedder()
  if (embedder) engines.push(['with embeddings', embeddedAtOnce(embedded, embedder)])
  return engines
}

/** The engine with embeddings, which waits for them: what is measured is not how fast the model is. */
function embeddedAtOnce(embedded: SearchEngine, embedder: Embedder): SearchEngine {
  const engine = withEmbeddings(embedded, embedder, { patience: 60_000 })
  return {
    ...engine,
    async rebuild(db) {
      await engine.rebuild(db)
      while ((await countEmbeddings(db, embedder)).due > 0) await embedPosts(db, embedder)
      // The copy of the vectors is read in the background from the first need on.
      await engine.suggest(db, { title: 'Something to begin with' }, { limit: 1 })
      await new Promise((resolve) => setTimeout(resolve, 3000))
    },
  }
}
