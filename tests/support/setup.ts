import fc from 'fast-check'
import { afterEach, beforeEach, vi } from 'vitest'
import { setDatabaseUrl } from '#app/platform/env.ts'
import { endTest, ownDatabaseUrl, prepareTest } from './each-test.ts'

// Only tests that ask for it use a Meilisearch server (support/meilisearch.ts); all others search in PostgreSQL.
for (const name of ['MEILI_URL', 'MEILI_KEY']) {
  if (process.env[name]) process.env[`TEST_${name}`] = process.env[name]
  delete process.env[name]
}

// Its address must be set before any module is imported that opens a pool.
setDatabaseUrl(ownDatabaseUrl)
beforeEach(prepareTest)
afterEach(endTest)

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

// The same cases on every machine, so that a failed run can be repeated. FAST_CHECK_SEED=random tries other cases.
const seed = process.env.FAST_CHECK_SEED ?? '20261121'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
