import fc from 'fast-check'
import { afterEach, beforeEach, inject, vi } from 'vitest'
import { setDatabaseUrl } from '#app/platform/env.ts'
import { databaseName, inDatabase } from './postgres.ts'

// A Meilisearch server is for the tests that ask for it (support/meilisearch.ts); all others search in PostgreSQL.
for (const name of ['MEILI_URL', 'MEILI_KEY']) {
  if (process.env[name]) process.env[`TEST_${name}`] = process.env[name]
  delete process.env[name]
}

// The database itself is made by support/database.ts, for the test files that want one; its address is known before
// anything that opens a pool is imported.
setDatabaseUrl(inDatabase(inject('serverUrl'), databaseName()))

let warnings: unknown[][] = []

beforeEach(() => {
  warnings = []
  vi.spyOn(console, 'error').mockImplementation((...complaint) => void warnings.push(complaint))
})

afterEach(() => {
  if (warnings.length === 0) return
  const [first = []] = warnings
  throw new Error(`Unexpected console.error: ${first.map(String).join(' ')}`, {
    cause: first.find((part) => part instanceof Error),
  })
})

// The same cases on every machine: a run that fails can be run again. FAST_CHECK_SEED=random looks further.
const seed = process.env.FAST_CHECK_SEED ?? '20261121'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
