import { sql } from 'kysely'
import type { Need } from '#app/domain/search/engine.ts'
import type { Db } from '#db/transaction.ts'

const WORDS_MAX = 24

/**
 * How probable it is, 0 to 1, that each of these posts is about the need's problem or answers it. Comparable across needs
 * and engines, whatever found the posts; those without a document are missing.
 */
export async function certaintyOf(db: Db, need: Need, postIds: number[]): Promise<Map<number, number>> {
  const words = [...new Set(need.title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, WORDS_MAX)
  if (words.length === 0 || postIds.length === 0) return new Map()
  const { rows } = await sql<{ postId: number; title: number; text: number }>`
    with words as materialized (
      select position, tsvector_to_array(to_tsvector('entraide_en', word)) as en,
        tsvector_to_array(to_tsvector('entraide_fr', word)) as fr,
        tsvector_to_array(to_tsvector('simple', unaccent(word))) as bare
      from unnest(${words}::text[]) with ordinality as given (word, position)
    ), telling as materialized (
      select en || fr || bare as lexemes from words where cardinality(en) > 0 and cardinality(fr) > 0
    )
    select post_id as "postId",
      avg((tsvector_to_array(title_vector) && lexemes)::integer)::float8 as title,
      avg((tsvector_to_array(vector) && lexemes)::integer)::float8 as text
    from search_documents, telling
    where post_id = any (${postIds}::bigint[])
    group by post_id`.execute(db)
  return new Map(rows.map(({ postId, title, text }) => [postId, logistic(-4.5 + 4 * title + 2 * text)]))
}

const logistic = (value: number) => 1 / (1 + Math.exp(-value))
