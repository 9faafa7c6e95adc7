import { sql } from 'kysely'
import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import type { Db } from '#db/transaction.ts'

/**
 * The progress of the vectors of a model: the number of posts, and how many vectors are made, due or refused; and why
 * the last attempt failed.
 */
export async function countEmbeddings(db: Db, embedder: Pick<Embedder, 'name' | 'languages'>) {
  const { rows } = await sql<{ total: number; made: number; due: number; refused: number; failure: string | null }>`
    select (count(*))::integer as total,
      (count(*) filter (where kept.vector is not null and model = ${embedder.name}))::integer as made,
      (count(*) filter (where due_at is not null))::integer as due,
      (count(*) filter (where kept.vector is null and model = ${embedder.name} and due_at is null))::integer as refused,
      (select last_error from graphile_worker.jobs
        where task_identifier = 'search.embed' and last_error is not null order by id desc limit 1) as failure
    from search_documents left join post_embeddings as kept using (post_id)
    where kind in ('question', 'article') and locale = any (${[...embedder.languages]}::text[])`.execute(db)
  const counts = rows[0] ?? { total: 0, made: 0, due: 0, refused: 0, failure: null }
  // Only the first line; the stack belongs into the log.
  return { ...counts, failure: counts.failure?.split('\n')[0] ?? null }
}
export type EmbeddingCounts = Awaited<ReturnType<typeof countEmbeddings>>
