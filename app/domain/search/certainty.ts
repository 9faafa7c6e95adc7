import { sql } from 'kysely'
import type { Need } from '#app/domain/search/engine.ts'
import { rarity, readTerms } from '#app/domain/search/terms.ts'
import type { Db } from '#db/transaction.ts'

/**
 * How probable it is, 0 to 1, that each of these posts is about the need's problem or answers it. Comparable across needs
 * and engines, whatever found the posts; those without a document are missing.
 */
export async function certaintyOf(db: Db, need: Need, postIds: number[]): Promise<Map<number, number>> {
  if (postIds.length === 0) return new Map()
  const { terms, documents } = await readTerms(db, need.title.slice(0, 400))
  const telling = terms.filter((term) => !term.stop)
  if (telling.length === 0) return new Map()
  const weights = telling.map((term) => rarity(Math.max(1, term.documents), documents))
  const { rows } = await sql<{ postId: number; title: number; text: number }>`
    select post_id as "postId",
      sum(case when stem = any (title_terms) then weight else 0 end) / sum(weight) as title,
      sum(case when stem = any (terms) then weight else 0 end) / sum(weight) as text
    from search_documents,
      unnest(${telling.map((term) => term.en)}::integer[], ${telling.map((term) => term.fr)}::integer[],
        ${weights}::float8[]) as wanted (en, fr, weight)
      cross join lateral (select case locale when 'fr' then fr else en end) as own (stem)
    where post_id = any (${postIds}::bigint[])
    group by post_id`.execute(db)
  return new Map(rows.map(({ postId, title, text }) => [postId, logistic(-4.5 + 4 * title + 2 * text)]))
}

const logistic = (value: number) => 1 / (1 + Math.exp(-value))
