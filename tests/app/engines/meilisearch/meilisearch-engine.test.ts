import { beforeAll, beforeEach, describe, vi } from 'vitest'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { meilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { rebuildBeside } from '#app/engines/meilisearch/outside-index.ts'
import { describeSearchEngine } from '#tests/app/domain/search/contract.ts'
import { db } from '#tests/support/database.ts'
import { testMeilisearch } from '#tests/support/meilisearch.ts'

// Without a server of their own to talk to these are skipped, and say so: it is no dependency.
const connection = testMeilisearch()

describe.skipIf(!connection)('with a Meilisearch server', () => {
  if (!connection) return
  // Each change of the index is awaited, which costs a server on a busy machine a second.
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
  beforeAll(() => rebuildBeside(db, connection))
  beforeEach(async () => {
    await connection.client.index(connection.uid).deleteAllDocuments().waitTask()
  })
  describeSearchEngine(meilisearchEngine(connection, postgresEngine()))
})
