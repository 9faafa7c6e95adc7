import { sql } from 'kysely'
import type { Hit } from '#app/domain/search/engine.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { readSearch } from '#app/domain/search/rank/read-search.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Returns the hits that pass the filters, phrases and exclusions, checked against the current rows in PostgreSQL by the
 * conditions of the embedded engine.
 */
export async function checkHits(db: Db, query: SearchQuery, hits: Hit[], limit: number): Promise<Hit[]> {
  if (hits.length === 0) return []
  const plan = await readSearch(db, query)
  if (plan === 'nothing') return []
  const conditions = plan.literally ? sql`${plan.passing} and ${plan.literally}` : plan.passing
  const passed: Hit[] = []
  for (let from = 0; from < hits.length && passed.length < limit; from += limit) {
    const part = hits.slice(from, from + limit)
    const { rows } = await sql<{ id: number }>`
      select post_id as id from search_documents
      where post_id = any (${part.map((hit) => hit.postId)}::bigint[]) and ${conditions}`.execute(db)
    const ids = new Set(rows.map((row) => row.id))
    passed.push(...part.filter((hit) => ids.has(hit.postId)))
  }
  return passed.slice(0, limit)
}
