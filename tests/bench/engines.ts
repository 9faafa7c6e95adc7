import { countEmbeddings } from '#app/domain/search/count-embeddings.ts'
import { embedPosts } from '#app/domain/search/embed-posts.ts'
import type { Embedder } from '#app/domain/search/embedder.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { postgresEngine } from '#app/domain/search/postgres-engine.ts'
import { withEmbeddings } from '#app/domain/search/with-embeddings.ts'
import { configuredEmbedder } from '#app/lib/embedder.ts'
import { env } from '#app/lib/env.ts'
import { connectMeilisearch } from '#app/lib/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/lib/meilisearch/meilisearch-engine.ts'

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
