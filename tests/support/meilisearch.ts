import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { connectMeilisearch, type MeilisearchConnection } from '#app/engines/meilisearch/connection.ts'

/**
 * An index of its own on the Meilisearch server of MEILI_URL, deleted afterwards. Without a server it returns undefined
 * and prints that. The setup of the tests has renamed the variable, so that nothing else of the forum under test uses
 * it.
 */
export function testMeilisearch(): MeilisearchConnection | undefined {
  const url = process.env.TEST_MEILI_URL
  if (!url) {
    console.info('Set MEILI_URL and MEILI_KEY to test with a Meilisearch server: skipped.')
    return undefined
  }
  const connection = connectMeilisearch({ url, key: process.env.TEST_MEILI_KEY, uid: `test_${randomUUID()}` })
  afterAll(async () => {
    for (const uid of [connection.uid, `${connection.uid}_next`]) await connection.client.deleteIndexIfExists(uid)
  })
  return connection
}
