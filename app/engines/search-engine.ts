import { withEmbeddings } from '#app/domain/search/embeddings/with-embeddings.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import { meilisearchOfEnv } from '#app/engines/meilisearch/connection.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { searchIndexes } from '#app/engines/search-indexes.ts'
import { withFallback } from '#app/engines/with-fallback.ts'
import { log } from '#app/platform/log.ts'

const embedded = postgresEngine()

/** The Meilisearch server of this installation, if it has one. */
export const meilisearch = meilisearchOfEnv()

const chosen: SearchEngine = meilisearch
  ? withFallback(meilisearchEngine(meilisearch, embedded), embedded, {
      probe: (signal) => meilisearch.client.index(meilisearch.uid).search('', { limit: 0 }, { signal }),
    })
  : embedded

const embedder = configuredEmbedder()

/** The search engine of this installation. */
export const searchEngine: SearchEngine = embedder
  ? withEmbeddings(chosen, embedder, { onFailure: (error) => log.warn({ error }, 'Searched without embeddings') })
  : chosen

/** What jobs call to keep the search indexes right. */
export const indexes = searchIndexes(embedded, meilisearch)
