import { describe, vi } from 'vitest'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { expectRelevance } from '#tests/app/domain/search/relevance/gate.ts'
import { testMeilisearch } from '#tests/support/meilisearch.ts'

// Without a server of their own to talk to these are skipped, and say so: it is no dependency.
const connection = testMeilisearch()

describe.skipIf(!connection)('with a Meilisearch server', () => {
  if (!connection) return
  vi.setConfig({ testTimeout: 60_000 })
  expectRelevance(meilisearchEngine(connection, postgresEngine()), { first: 0.92, firstFive: 0.98, mrr: 0.945 })
})
