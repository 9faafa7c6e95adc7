import { type RawBuilder, sql } from 'kysely'
import type { Hit } from '#app/domain/search/engine.ts'
import { readFilters } from '#app/domain/search/query/filters.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import type { Db } from '#db/transaction.ts'

/** Returns the hits that pass the filters, phrases and exclusions, checked against the current rows in PostgreSQL. */
export async function checkHits(db: Db, query: SearchQuery, hits: Hit[], limit: number): Promise<Hit[]> {
  const filters = await readFilters(db, query)
  if (filters === 'nothing' || hits.length === 0) return []
  const texts = sql`unaccent(title || E'\n' || tags || E'\n' || body)`
  const bare = sql`to_tsvector('simple', ${texts})`
  const stemmed = sql`(${bare} || to_tsvector(
    (case locale when 'fr' then 'entraide_fr' else 'entraide_en' end)::regconfig, title || E'\n' || tags || E'\n' || body))`
  const phrase = (text: string) => sql`phraseto_tsquery('simple', unaccent(${text}))`
  const anyOf = (queries: RawBuilder<unknown>[]) => sql.join(queries, sql` || `)
  const word = (text: string) =>
    sql`(plainto_tsquery('entraide_en', ${text}) || plainto_tsquery('entraide_fr', ${text})
      || plainto_tsquery('simple', unaccent(${text})))`
  const conditions = [filters, ...query.phrases.map((text) => sql`${bare} @@ ${phrase(text)}`)]
  // A text is parsed once for all excluded phrases and words.
  const { phrases, words } = query.without
  if (phrases.length > 0) conditions.push(sql`not (${bare} @@ (${anyOf(phrases.map(phrase))}))`)
  if (words.length > 0) conditions.push(sql`not (${stemmed} @@ (${anyOf(words.map(word))}))`)
  const passed: Hit[] = []
  for (let from = 0; from < hits.length && passed.length < limit; from += limit) {
    const part = hits.slice(from, from + limit)
    const { rows } = await sql<{ id: number }>`
      select post_id as id from search_documents
      where post_id = any (${part.map((hit) => hit.postId)}::bigint[]) and ${sql.join(conditions, sql` and `)}`.execute(
      db,
    )
    const ids = new Set(rows.map((row) => row.id))
    passed.push(...part.filter((hit) => ids.has(hit.postId)))
  }
  return passed.slice(0, limit)
}
